package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StagesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "50:10s | [{'type':'hold','rate':50,'duration':'10s'}]",
                "0.5:1h30m | [{'type':'hold','rate':0.5,'duration':'1h30m'}]",
                "50..500:5s | [{'type':'ramp','from':50,'to':500,'duration':'5s'}]",
                "0.5..1.5:5s | [{'type':'ramp','from':0.5,'to':1.5,'duration':'5s'}]",
                "..0:1.5s | [{'type':'ramp','to':0,'duration':'1.5s'}]",
                "1:1s, 2:2s | [{'type':'hold','rate':1,'duration':'1s'},{'type':'hold','rate':2,'duration':'2s'}]",
            })
    void isWhatAPlanWouldSay(String text, String document) {
        assertEquals(
                document.replace('\'', '"'), AttackOptions.Stages.parse(text).toString());
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {"", ",", "50", "50:", ":10s", "50:10s,", "-5:1s", "5...6:1s", "5..:1s", "a:1s", "5.:1s", "5:1 s"
            })
    void whatIsNoneIsRefused(String text) {
        assertThrows(InvalidValue.class, () -> AttackOptions.Stages.parse(text));
    }
}
