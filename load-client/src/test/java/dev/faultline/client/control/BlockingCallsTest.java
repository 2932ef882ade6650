package dev.faultline.client.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.client.impl.HttpResponseImpl;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockingCallsTest {

    @ParameterizedTest(name = "{0} letters and a smile: {1}")
    @CsvSource({"299, ...", "298, \uD83D\uDE00", "0, \uD83D\uDE00"})
    void whatWasAnsweredIsQuotedInWholeCharacters(int letters, String end) {
        String said = "x".repeat(letters) + "\uD83D\uDE00";
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        HttpResponseImpl<Buffer> answer = new HttpResponseImpl<>(
                HttpVersion.HTTP_1_1, 500, "", none, none, List.of(), Buffer.buffer(said), List.of());
        assertEquals(
                "GET /x answered 500: " + "x".repeat(letters) + end,
                BlockingCalls.refused("GET /x", answer).getMessage());
    }
}
