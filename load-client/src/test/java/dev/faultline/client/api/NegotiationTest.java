package dev.faultline.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {

    private static final Map<String, String> FORMATS = formats();

    private static Map<String, String> formats() {
        Map<String, String> formats = new LinkedHashMap<>();
        formats.put(".json", "application/json");
        formats.put(".html", "text/html");
        formats.put(".md", "text/markdown");
        formats.put(".junit.xml", "application/xml");
        return formats;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | .json",
                "text/html | .html",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | .html",
                "text/markdown | .md",
                "text/* | .html",
                "text/*,text/html;q=0.1 | .md",
                "application/xml | .junit.xml",
                "text/xml | .junit.xml",
                "application/json;q=0.5,application/xml;q=0.6 | .junit.xml",
                "application/json;q=0.5,application/xml;q=0.5 | .json",
                "*/*,application/json;q=0 | .html",
                "application/json;q=0 | none",
                "image/png | none",
                "text/html;q=NaN | .html",
                "text/html;q=-1 | .html",
                "text/html;q=Infinity,application/json | .json",
                "text/html;q=0x1p3 | .html",
                "text/html;q=0.000 | none",
            })
    void theMostWantedIsSent(String accept, String expected) {
        List<MediaType> accepted = Arrays.stream(accept.split(",", -1))
                .map(NegotiationTest::parsed)
                .toList();
        String sent = Negotiation.best(accepted, List.copyOf(FORMATS.values())).orElse("none");
        assertEquals(FORMATS.getOrDefault(expected, expected), sent);
    }

    private static MediaType parsed(String range) {
        String[] parts = range.split(";q=", 2);
        String[] type = parts[0].split("/", 2);
        return parts.length == 1
                ? new MediaType(type[0], type[1])
                : new MediaType(type[0], type[1], Map.of("q", parts[1]));
    }
}
