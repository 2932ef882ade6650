package dev.faultline.backend.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusQueryTest {

    @ParameterizedTest(name = "{0}: auto {1}, refresh {2}")
    @CsvSource({
        "'',                 false,",
        "auto,               true,",
        "auto=,              true,",
        "automatic,          false,",
        "refresh=5,          false, 5",
        "refresh,            false, 10",
        "refresh=,           false, 10",
        "refresh=0,          false, 10",
        "refresh=-1,         false, 10",
        "refresh=x,          false, 10",
        "refresh=999999,     false, 999999",
        "auto&refresh=2,     true,  2",
        "refresh=2&auto,     true,  2",
        "notable,            false,"
    })
    void readsWhatApacheReads(String query, boolean auto, Integer refresh) {
        assertEquals(new StatusQuery(auto, refresh), StatusQuery.of(query));
    }
}
