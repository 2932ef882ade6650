package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.codec.http2.Http2Headers;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules see of the headers and the query string of real requests. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class MatchOnTheWireTest extends WireTestBase {

    private static void match(String field, String values) {
        putPlan("{'rules':[{'match':{'" + field + "':" + values + "},"
                + "'aborts':[{'percentage':100,'type':'status','status':503}]}]}");
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'x-a':'1'}; x-a: 1; 503",
                "{'x-a':{'exact':'1'}}; X-A: 1; 503",
                "{'x-a':'1'}; x-a: 11; 200",
                "{'x-a':'1'}; x-b: 1; 200",
                "{'X-A':{'regex':'[0-9]+'}}; x-a: 42; 503",
                "{'x-a':{'regex':'[0-9]+'}}; X-A: 42; 503",
                // The whole value, as in the Gateway API and in Envoy.
                "{'x-a':{'regex':'[0-9]+'}}; x-a: 42b; 200",
                "{'x-a':{'regex':'[0-9]+'}}; x-a: b42; 200",
                "{'x-a':{'regex':'.*42.*'}}; x-a: a42b; 503",
                "{'x-a':{'regex':'(?i)BEARER .+'}}; x-a: Bearer abc; 503",
                "{'x-a':{'regex':'.*'}}; x-b: 1; 200",
                "{'x-a':{'regex':'.*'}}; x-a:; 503",
                // Of several values any one counts; they are not joined.
                "{'x-a':{'regex':'[0-9]'}}; x-a: b|x-a: 7; 503",
                "{'x-a':'7'}; x-a: b|x-a: 7; 503",
                "{'x-a':{'regex':'b, ?7'}}; x-a: b|x-a: 7; 200",
                "{'x-a':{'present':true}}; x-a: 1; 503",
                "{'x-a':{'present':true}}; X-A:; 503",
                "{'x-a':{'present':true}}; x-b: 1; 200",
                "{'x-a':{'present':false}}; x-b: 1; 503",
                "{'x-a':{'present':false}}; X-a: 1; 200",
                "{'host':{'present':true}}; x-b: 1; 503",
                "{'host':{'regex':'x'}}; x-b: 1; 503",
                // All of them have to hold.
                "{'x-a':{'regex':'1|2'},'x-b':{'present':false}}; x-a: 2; 503",
                "{'x-a':{'regex':'1|2'},'x-b':{'present':false}}; x-a: 2|x-b: 3; 200",
                "{'x-a':{'regex':'1|2'},'x-b':'3'}; x-a: 2|x-b: 3; 503",
            })
    void headers(String values, String headers, int status) throws IOException {
        match("headers", values);
        String answer =
                raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers.replace("|", "\r\n") + "\r\n\r\n");
        assertEquals("HTTP/1.1 " + status, answer.substring(0, 12), answer);
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{'a':'1'}; /?a=1; 503",
                "{'a':'1'}; /?b=2&a=1; 503",
                "{'a':'1'}; /?a=11; 200",
                "{'a':'b c'}; /?a=b%20c; 503",
                "{'a':{'regex':'[0-9]+'}}; /?a=42; 503",
                "{'a':{'regex':'[0-9]+'}}; /?a=%34%32; 503",
                "{'a':{'regex':'[0-9]+'}}; /?%61=42; 503",
                "{'a':{'regex':'[0-9]+'}}; /?a=42x; 200",
                "{'a':{'regex':'[0-9]+'}}; /?a=x&a=42; 503",
                "{'a':{'regex':'ä+'}}; /?a=%C3%A4%C3%A4; 503",
                // Unlike those of headers, the names of parameters differ by case.
                "{'a':{'regex':'[0-9]+'}}; /?A=42; 200",
                "{'a':{'regex':'.*'}}; /; 200",
                "{'a':{'present':true}}; /?a; 503",
                "{'a':{'present':true}}; /?a=; 503",
                "{'a':{'present':true}}; /?b=a; 200",
                "{'a':{'present':true}}; /; 200",
                "{'a':{'present':false}}; /; 503",
                "{'a':{'present':false}}; /?b=a; 503",
                "{'a':{'present':false}}; /?a; 200",
                "{'a':{'regex':'1|2'},'b':{'present':true}}; /?a=2&b; 503",
                "{'a':{'regex':'1|2'},'b':{'present':true}}; /?a=2; 200",
            })
    void query(String values, String target, int status) throws IOException {
        match("query", values);
        String answer = raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertEquals("HTTP/1.1 " + status, answer.substring(0, 12), answer);
    }

    @Test
    void overHttp2TheAuthorityIsTheHost() throws Exception {
        match("headers", "{'host':{'regex':'x'},'x-a':{'present':false}}");
        try (FrameClient client = new FrameClient(connect()).start()) {
            Http2Headers headers = client.headers(client.get(1, "/?a=1").next(1));
            assertEquals("503", headers.status().toString());
        }
    }

    @Test
    void aValueThatIsTooLongMatchesNoExpression() throws IOException {
        match("headers", "{'x-a':{'regex':'a+'}}");
        for (int length : new int[] {4096, 4097}) {
            String answer =
                    raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-a: " + "a".repeat(length) + "\r\n\r\n");
            assertEquals(length == 4096 ? "503" : "200", answer.substring(9, 12), answer);
        }
    }
}
