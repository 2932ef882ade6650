package dev.faultline.platform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictReaderTest {

    private final StrictReader reader = new StrictReader(WireJson.mapper());

    record Plan(Duration period, Percentage share, long count, String text, List<Plan> rules) {
        Plan {
            if (period != null) {
                Require.between("period", period, Duration.ZERO, Duration.ofMinutes(5));
            }
            rules = rules == null ? List.of() : List.copyOf(rules);
        }
    }

    private Plan read(String json) {
        return reader.read(json.getBytes(StandardCharsets.UTF_8), Plan.class);
    }

    record Address(String host) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Address of(String text) {
            return new Address(text);
        }
    }

    record Way(Address to, Integer tries) {}

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'to':1}; to must be a text, was 1",
                "{'tries':2147483648}; tries must be a whole number from -2147483648 to 2147483647, was 2147483648",
            })
    void aTypeThatIsWrittenAsATextIsOne(String json, String complaint) {
        InvalidValue refused = assertThrows(
                InvalidValue.class,
                () -> reader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Way.class));
        assertEquals(complaint, refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "-0.5, -0.5", "0.0009, 0.0009", "12345678.25, 12345678.25", "1e15, 1.0E15", "1e-10, 1.0E-10"})
    void numbersAreWrittenPlainly(double value, String text) {
        assertEquals(text, Require.plain(value));
    }

    @Test
    void readsWhatIsRight() throws Exception {
        Plan plan = read("{'period':'80ms','share':30,'count':1,'text':'a','rules':[]}".replace('\'', '"'));
        assertEquals(new Plan(Duration.ofMillis(80), new Percentage(30), 1, "a", List.of()), plan);
        assertEquals(
                "{'period':'80ms','share':30,'count':1,'text':'a','rules':[]}".replace('\'', '"'),
                WireJson.mapper().writeValueAsString(plan));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'count':1,'period':'-1s'}; period; must be from 0s to 5m, was -1s",
                "{'count':1,'period':'6m'}; period; must be from 0s to 5m, was 6m",
                "{'count':1,'period':80}; period; must be a duration such as \"80ms\", was 80",
                "{'count':1,'period':'soon'}; period; must be a duration such as 80ms, 1.5s, 10m or PT10M, was \"soon\"",
                "{'count':1,'share':100.1}; share; must be from 0 to 100, was 100.1",
                "{'count':1,'share':-1}; share; must be from 0 to 100, was -1",
                "{'count':1,'share':'30'}; share; must be a number, was \"30\"",
                "{'count':'1'}; count; must be a whole number, was \"1\"",
                "{'count':1.5}; count; must be a whole number, was 1.5",
                "{'count':null}; count; must be a whole number, was null",
                "{'count':92233720368547758070}; count; must be a whole number from -9223372036854775808 to",
                "{'count':1,'text':5}; text; must be a text, was 5",
                "{'count':1,'rules':{}}; rules; must be a list, was an object",
                "{'count':1,'rules':[{'count':1},{'count':1,'x':7}]}; rules[1].x; is not known here; ",
                "{'count':1,'rules':[{'count':1,'share':200}]}; rules[0].share; must be from 0 to 100, was 200",
            })
    void namesFieldRuleAndValue(String json, String field, String complaint) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(json.replace('\'', '"')));
        assertEquals(field, invalid.field());
        assertTrue(invalid.getMessage().startsWith(field + " " + complaint), invalid.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "``; must be an object, was empty",
                "` `; must be an object, was empty",
                "null; must be an object, was empty",
                "[]; must be an object, was array",
                "5; must be an object, was number",
                "{; must be well formed, was broken at line 1, column 2",
                "{'count':1}}; must be well formed",
                "{'share':NaN}; must be well formed, was broken at line 1, column 13: NaN and Infinity are no numbers in JSON",
                "{'share':s3cret}; must be well formed, was broken at line 1, column 10: Unrecognized token: was expecting",
                "{'count':1,'count':2}; must be well formed, was broken at line 1",
            })
    void refusesBrokenDocuments(String json, String complaint) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(json.replace('\'', '"')));
        assertTrue(invalid.getMessage().startsWith("the document " + complaint), invalid.getMessage());
    }

    @Test
    void refusesEndlessNesting() {
        assertThrows(InvalidValue.class, () -> read("[".repeat(100_000)));
    }

    @Test
    void cutsLongValues() {
        InvalidValue invalid = assertThrows(
                InvalidValue.class, () -> read("{\"count\":1,\"period\":\"" + "9".repeat(100_000) + "\"}"));
        assertTrue(invalid.getMessage().length() < 250, invalid.getMessage());
    }
}
