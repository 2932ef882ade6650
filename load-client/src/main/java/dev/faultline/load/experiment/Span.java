package dev.faultline.load.experiment;

import java.time.Instant;

/** From when to when, by the clock on the wall. */
public record Span(Instant started, Instant ended) {}
