package dev.faultline.injector.decide;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rules may look at in a request. */
public interface RequestFacts {

    /** Returns the method, such as {@code GET}. */
    String method();

    /** Returns the path without the query string, as it was sent. */
    String path();

    /** Returns the host that the request is for, with the port if it was sent; empty if none was. */
    String host();

    /** Returns the values of the headers of that name, in whatever case, in the order sent. */
    List<String> headers(String name);

    /** Returns the first value of the headers of that name, in whatever case; absent if there is none. */
    @Nullable
    String header(String name);

    /** Returns whether the query string has a parameter of that name with that value, both decoded. */
    boolean hasParameter(String name, String value);

    /** Returns whether the request is a gRPC call, by its content type. */
    boolean isGrpc();
}
