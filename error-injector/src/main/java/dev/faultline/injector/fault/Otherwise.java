package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What answers a request that no abort hits. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Otherwise permits Forward, Respond {

    /** Returns where the answer comes from. */
    Source source();

    /** Returns the act of the transport that answers; asked once per plan. */
    <A> A via(Transport<A> transport);
}
