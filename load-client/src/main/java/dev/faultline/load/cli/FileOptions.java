package dev.faultline.load.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name files to write figures to. */
final class FileOptions {

    @Option(
            names = "--hgrm",
            paramLabel = "FILE",
            description = "writes the latency of the whole run as a percentile distribution, in ms")
    @Nullable
    Path hgrm;

    @Option(
            names = "--hlog",
            paramLabel = "FILE",
            description = "writes the latency of each second and class as a histogram log, in ns")
    @Nullable
    Path hlog;

    @Option(names = "--csv", paramLabel = "FILE", description = "writes the figures of each second as CSV, times in ms")
    @Nullable
    Path csv;
}
