package dev.faultline.learn.observe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** By what requests are told apart. */
public enum By {
    /** By the path of their URL. */
    @JsonProperty("path")
    PATH,
    /** By the gRPC method that they call. */
    @JsonProperty("grpc-method")
    GRPC_METHOD
}
