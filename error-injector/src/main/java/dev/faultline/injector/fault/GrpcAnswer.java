package dev.faultline.injector.fault;

import org.jspecify.annotations.Nullable;

/**
 * The end of a gRPC call.
 *
 * @param message says more of an error to a person
 * @param pushback tells the caller whether and when to try again
 */
public record GrpcAnswer(
        GrpcCode code, @Nullable String message, @Nullable Pushback pushback) {}
