package dev.faultline.injector.decide;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rules may look at in a request. */
public interface RequestFacts {

    /** Returns the method, such as {@code GET}. */
    String method();

    /** Returns the path without the query string, {@linkplain dev.faultline.injector.plan.PathPattern#normalised normalised}. */
    String path();

    /** Returns the host that the request is for, with the port if it was sent; empty if none was. */
    String host();

    /** Returns the values of the headers of that name, in whatever case, in the order sent. */
    List<String> headers(String name);

    /** Returns the first value of the headers of that name, in whatever case; null if there is none. */
    @Nullable
    String header(String name);

    /** Returns the values of the parameters of the query string of that name, both decoded, in the order sent. */
    List<String> parameters(String name);

    /** Returns whether the request is a gRPC call, by its content type. */
    boolean isGrpc();
}
