package dev.faultline.load.measure;

/** Where the figures of a load are kept: of the last seconds, and of all time. Threadsafe for readers. */
public record Books(Windows windows, Totals totals) {}
