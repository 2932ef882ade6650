package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.wire.InvalidValue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row was put to chaoslib's own {@code within_tolerance} too, but for those where that crashes. */
class ToleranceTest {

    private static final String ANSWER =
            "{'status':200,'headers':{'Content-Type':'application/json'},'body':{'n':12,'ok':true,'a':{'b':[1,2,{'c':3}],"
                    + "'x y':5,'z':null},'items':[{'k':1},{'k':2}]}}";
    private static final String TEXT = "{'status':503,'headers':{},'body':' 12.5 '}";

    private static JsonNode json(String written) {
        return HttpAnswer.parsed(written.replace('\'', '"'));
    }

    private static Tolerance read(String written) {
        return new ToleranceReader(new Values(Map.of("want", TextNode.valueOf("1.,.5")))).read(json(written));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            200                | ANSWER | true
            201                | ANSWER | false
            [200, 204]         | ANSWER | true
            [100, 300]         | ANSWER | false
            [200, 201, 202]    | ANSWER | true
            [500, 502]         | ANSWER | false
            true               | ANSWER | false
            '200'              | ANSWER | false
            5                  | 5      | true
            5                  | 5.0    | true
            true               | true   | true
            true               | false  | false
            'up'               | 'up'   | true
            'up'               | 'down' | false
            [1, 3]             | 2      | true
            [1, 3]             | 1      | true
            [1, 3]             | 3.0    | true
            [1, 3]             | 3.1    | false
            [1, 3, 5]          | 2      | false
            [1, 3, 5]          | 3      | true
            ['a', 'b', 'c']    | 'c'    | true
            {'type':'range','range':[1,20],'target':'body'}        | TEXT   | true
            {'type':'range','range':[13,20],'target':'body'}       | TEXT   | false
            {'type':'range','range':[12.5,12.5],'target':'body'}   | TEXT   | true
            {'type':'range','range':[500,599],'target':'status'}   | TEXT   | true
            {'type':'range','range':[0,1]}                         | 'x'    | false
            {'type':'range','range':[0,1]}                         | true   | true
            {'type':'range','range':[0,1],'target':'body'}         | ANSWER | false
            {'type':'regex','pattern':'12[.]5','target':'body'}    | TEXT   | true
            {'type':'regex','pattern':'^12','target':'body'}       | TEXT   | false
            {'type':'regex','pattern':'${want}','target':'body'}   | TEXT   | false
            {'type':'regex','pattern':'^u'}                        | 'up'   | true
            {'type':'jsonpath','path':'$.status','expect':200}     | ANSWER | true
            {'type':'jsonpath','path':'$.status','expect':[200]}   | ANSWER | true
            {'type':'jsonpath','path':'$.status','expect':503}     | ANSWER | false
            {'type':'jsonpath','path':'$.nope'}                    | ANSWER | false
            {'type':'jsonpath','path':'$.nope','count':0}          | ANSWER | true
            {'type':'jsonpath','path':'$.n','target':'body','expect':12}              | ANSWER | true
            {'type':'jsonpath','path':'$.ok','target':'body','expect':true}           | ANSWER | true
            {'type':'jsonpath','path':'$.items[*].k','target':'body','expect':[1,2]}  | ANSWER | true
            {'type':'jsonpath','path':'$.items.*.k','target':'body','count':2}        | ANSWER | true
            {'type':'jsonpath','path':'$.items[*].k','target':'body','expect':[2,1]}  | ANSWER | false
            {'type':'jsonpath','path':'$.a.b[-1].c','target':'body','expect':3}       | ANSWER | true
            {'type':'jsonpath','path':'$.a.b[9]','target':'body'}                     | ANSWER | false
            {'type':'jsonpath','path':'$.a.z','target':'body','expect':null}          | ANSWER | true
            {'type':'jsonpath','path':'$.items.k','target':'body','count':0}          | ANSWER | true
            {'type':'jsonpath','path':'$.a','expect':1}                               | '{"a": 1}' | true
            {'type':'jsonpath','path':'$.a.b','target':'body','count':5,'expect':7}   | ANSWER | false
            """)
    void aToleranceMeansWhatChaostoolkitMeans(String tolerance, String output, boolean met) {
        JsonNode value = switch (output) {
            case "ANSWER" -> json(ANSWER);
            case "TEXT" -> json(TEXT);
            case "'{\"a\": 1}'" -> TextNode.valueOf("{\"a\": 1}");
            default -> json(output);
        };
        assertEquals(met, read(tolerance).met(value), () -> tolerance + " of " + value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            0.5                                                  | must be true, false
            null                                                 | must be true, false
            []                                                   | must hold a value
            {}                                                   | type is not supported
            {'type':'probe','provider':{}}                       | type is not supported here: only range
            {'type':'range'}                                     | range must be a list of two numbers
            {'type':'range','range':[1]}                         | range must be a list of two numbers
            {'type':'range','range':['1',2]}                     | range must be a list of two numbers
            {'type':'regex'}                                     | pattern must be a text
            {'type':'regex','pattern':'('}                       | pattern must be a regular expression
            {'type':'regex','pattern':'(?P<a>x)'}                | pattern must mean the same in Java as in Python
            {'type':'regex','pattern':'[a-z&&[^b]]'}             | pattern must mean the same in Java as in Python
            {'type':'regex','pattern':'x','flags':'i'}           | flags is not known here
            {'type':'jsonpath'}                                  | path must be a text
            {'type':'jsonpath','path':'a'}                       | path must be $ and then
            {'type':'jsonpath','path':'$..k'}                    | more of JSON paths is not supported
            {'type':'jsonpath','path':'$.b[0:2]'}                | more of JSON paths is not supported
            {'type':'jsonpath','path':'$.i[?(@.k=1)]'}           | more of JSON paths is not supported
            {'type':'jsonpath','path':'$.a','count':-1}          | count must be a whole number
            {'type':'jsonpath','path':'$.a','target':5}          | target must be a text
            """)
    void whatIsNotSupportedIsRefused(String tolerance, String complaint) {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> read(tolerance));
        assertTrue(refused.getMessage().contains(complaint), refused::getMessage);
    }

    @Test
    void aPatternThatTakesForEverFails() {
        Tolerance tolerance = read("{'type':'regex','pattern':'^(.*)(.*)(.*)(.*)(.*)x$'}");
        ControlFailed failed =
                assertThrows(ControlFailed.class, () -> tolerance.met(TextNode.valueOf("a".repeat(2_000))));
        assertTrue(failed.getMessage().contains("too long"), failed::getMessage);
    }
}
