package dev.faultline.injector.decide;

/** What rules may look at in a request. */
public interface RequestFacts {

    /** Returns the method, such as {@code GET}. */
    String method();

    /** Returns the path without the query string, as it was sent. */
    String path();

    /** Returns whether one of the headers of that name, in whatever case, has exactly that value. */
    boolean hasHeader(String name, String value);

    /** Returns whether the request is a gRPC call, by its content type. */
    boolean isGrpc();
}
