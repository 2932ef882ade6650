package dev.faultline.platform.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestFramingTest {

    @ParameterizedTest(name = "{0}, Host: {1}, Transfer-Encoding: {2}: {3}")
    @CsvSource({
        "1.1, a,       ,                  ",
        "1.0, ,        ,                  ",
        "1.0, a,       ,                  ",
        "1.1, ,        ,                  400",
        "1.1, a|b,     ,                  400",
        "1.1, a|a,     ,                  400",
        "1.0, a|b,     ,                  400",
        "1.1, a,       chunked,           ",
        "1.1, a,       Chunked,           ",
        "1.1, a,       'chunked, ',       ",
        "1.1, a,       'gzip, chunked',   501",
        "1.1, a,       gzip|chunked,      501",
        "1.1, a,       gzip,              400",
        "1.1, a,       identity,          400",
        "1.1, a,       'chunked, gzip',   400",
        "1.1, a,       chunked|chunked,   400",
        "1.1, a,       'chunked;q=1',     400",
        "1.0, a,       chunked,           400",
    })
    void refusesWhatIsNotClear(
            String version, @Nullable String hosts, @Nullable String codings, @Nullable Integer status) {
        assertEquals(status, RequestFraming.refusal(version.equals("1.0"), values(hosts), values(codings)));
    }

    private static List<String> values(@Nullable String lines) {
        return lines == null ? List.of() : Stream.of(lines.split("\\|")).toList();
    }
}
