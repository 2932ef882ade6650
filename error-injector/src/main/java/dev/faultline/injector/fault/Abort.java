package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.faultline.wire.Percentage;

/** A way to end an exchange other than by the answer it should have had. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Abort permits StatusAbort {

    /** Returns the share of the matching requests that end this way. */
    Percentage percentage();

    /** Returns the act of the transport that performs this abort; asked once per plan. */
    <A> A via(Transport<A> transport);
}
