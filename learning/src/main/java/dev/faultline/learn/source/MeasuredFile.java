package dev.faultline.learn.source;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Span;
import dev.faultline.platform.wire.Excerpt;
import dev.faultline.platform.wire.InvalidValue;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A file of any kind that is known: which one it is shows by its beginning. */
public final class MeasuredFile {

    /** So much of a file tells what it is. */
    static final int HEAD = 65_536;

    private static final List<FileFormat> FORMATS = List.of(
            new FaultlineReport(),
            new K6Summary(),
            new FortioReport(),
            new HistogramLog(),
            new PercentileTable(),
            new AccessLog());

    /** What is asked of a file, and not what is in it. */
    private static final Set<String> ASKED = Set.of("step", "at");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST_TEXT = 300;

    private MeasuredFile() {}

    /**
     * Reads a file.
     *
     * @param name by which it is complained about
     * @param content is read to its end and not closed
     * @param by what requests are told apart by; null if they are not
     * @throws InvalidValue if it is of no kind that is known, is broken, or holds no requests of that time
     */
    public static Observed read(String name, InputStream content, Span span, @Nullable By by) throws IOException {
        BufferedInputStream in = new BufferedInputStream(content, HEAD);
        in.mark(HEAD);
        String head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
        in.reset();
        FileFormat format = FORMATS.stream()
                .filter(each -> each.recognises(head))
                .findFirst()
                .orElseThrow(() -> new InvalidValue(name, "must be one of " + known(), "something else"));
        Observed.Recorder recorder = new Observed.Recorder(span);
        try {
            format.read(in, by, recorder);
        } catch (InvalidValue e) {
            throw ASKED.contains(e.field()) ? e : of(name, e);
        }
        if (by != null && !format.tellsRoutes()) {
            recorder.note("the file does not tell " + (by == By.PATH ? "paths" : "methods")
                    + ": all requests are learned together");
        }
        return recorder.observed(name + " (" + format.title() + ")");
    }

    private static String known() {
        return FORMATS.stream().map(FileFormat::title).collect(Collectors.joining(", "));
    }

    /** Names of the file and what is in it may be hostile: the complaint stays one line. */
    private static InvalidValue of(String name, InvalidValue e) {
        String field = name + (e.field().isEmpty() ? "" : ": " + e.field());
        return new InvalidValue(oneLine(field), oneLine(e.rule()), oneLine(e.value()), e);
    }

    private static String oneLine(String text) {
        return CONTROL.matcher(Excerpt.of(text, LONGEST_TEXT)).replaceAll("?");
    }
}
