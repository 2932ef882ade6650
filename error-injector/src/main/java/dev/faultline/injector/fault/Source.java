package dev.faultline.injector.fault;

/** Where the content of an answer comes from. */
public sealed interface Source permits Answer, Filler, Replaced, Upstream {

    /** Returns the source that sends that answer instead, once this one would have answered. */
    Source replacedBy(Answer answer);
}
