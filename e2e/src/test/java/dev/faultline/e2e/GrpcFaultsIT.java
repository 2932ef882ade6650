package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults as grpc-java sees them. */
@Timeout(60)
class GrpcFaultsIT {

    private static final String METHOD = "shop.Cart/AddItem";
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> FAULT =
            Metadata.Key.of("x-faultline-fault", Metadata.ASCII_STRING_MARSHALLER);

    private static Injector injector;

    private GrpcCalls calls;

    @BeforeAll
    static void start() throws Exception {
        injector = Injector.start();
    }

    @AfterAll
    static void stop() {
        injector.close();
    }

    @BeforeEach
    void connect() {
        calls = GrpcCalls.to(injector.port());
    }

    @AfterEach
    void disconnect() {
        calls.close();
    }

    private static StatusRuntimeException assertStatus(String code, Executable call) {
        StatusRuntimeException seen = assertThrows(StatusRuntimeException.class, call);
        assertEquals(Status.Code.valueOf(code), seen.getStatus().getCode(), seen::toString);
        return seen;
    }

    /** Every kind of call must see the same. */
    private void assertAllSee(String code) {
        assertStatus(code, () -> calls.unary(METHOD));
        assertStatus(code, () -> calls.serverStreaming(METHOD));
        assertStatus(code, () -> clientStreaming(calls));
    }

    private static byte[] clientStreaming(GrpcCalls calls) throws Throwable {
        try {
            return calls.clientStreaming(METHOD).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void everyStatusArrives(int status) throws Exception {
        injector.abort("{'type':'grpc-status','percentage':100,'status':" + status
                + ",'message':'out of 100% Äpfel','retryPushback':'1.5s'}");
        String code = Status.fromCodeValue(status).getCode().name();
        StatusRuntimeException seen = assertStatus(code, () -> calls.unary(METHOD));
        assertEquals("out of 100% Äpfel", seen.getStatus().getDescription());
        Metadata trailers = seen.getTrailers();
        assertEquals("1500", trailers.get(PUSHBACK));
        assertEquals("r/grpc-status", trailers.get(FAULT));
        assertAllSee(code);
    }

    @Test
    void okIsOneEmptyMessage() throws Throwable {
        assertOk("{'rules':[]}");
        assertOk("{'rules':[{'aborts':[{'type':'grpc-status','percentage':100,'status':0}]}]}");
        assertOk("{'rules':[],'otherwise':{'type':'respond','status':204}}");
        assertOk("{'rules':[{'aborts':[{'type':'goaway','percentage':100}]}]}");
        assertOk("{'rules':[{'aborts':[{'type':'goaway','percentage':100,'code':'ENHANCE_YOUR_CALM'}]}]}");
    }

    private void assertOk(String plan) throws Throwable {
        injector.put(plan);
        assertEquals(0, calls.unary(METHOD).length);
        assertEquals(1, calls.serverStreaming(METHOD).size());
        assertEquals(0, clientStreaming(calls).length);
    }

    @ParameterizedTest(name = "HTTP {0}: {1}")
    @CsvSource({
        "400, INTERNAL", "401, UNAUTHENTICATED", "403, PERMISSION_DENIED", "404, UNIMPLEMENTED", "418, UNKNOWN",
        "429, UNAVAILABLE", "500, UNKNOWN", "502, UNAVAILABLE", "503, UNAVAILABLE", "504, UNAVAILABLE",
    })
    void anHttpStatusIsWhatTheLibraryMakesOfIt(int status, String code) throws Exception {
        injector.abort("{'type':'status','percentage':100,'status':" + status + ",'body':'no'}");
        assertAllSee(code);
        injector.put("{'rules':[],'otherwise':{'type':'respond','status':" + status + "}}");
        assertAllSee(code);
    }

    @ParameterizedTest(name = "RST_STREAM {0}: {1}")
    @CsvSource({
        "0, UNAVAILABLE",
        "1, INTERNAL",
        "2, INTERNAL",
        "3, INTERNAL",
        "7, UNAVAILABLE",
        "8, CANCELLED",
        "11, RESOURCE_EXHAUSTED",
        "12, PERMISSION_DENIED",
        "4294967295, INTERNAL",
    })
    void aResetStreamIsWhatItsCodeSays(long code, String seen) throws Exception {
        injector.abort("{'type':'reset-stream','percentage':100,'code':" + code + "}");
        assertAllSee(seen);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'''reset''', UNAVAILABLE",
        "'''close''', UNAVAILABLE",
        "'''garbage''', INTERNAL",
        "'''malformed-chunk''', INTERNAL",
        "'''hang'',''for'':''50ms''', INTERNAL",
        "'''goaway'',''lastStreamId'':0', UNAVAILABLE",
        "'''goaway'',''lastStreamId'':0,''code'':''ENHANCE_YOUR_CALM''', RESOURCE_EXHAUSTED",
        "'''concurrency-limit'',''max'':0', UNAVAILABLE",
    })
    void otherFaultsAreAStatusToo(String type, String seen) throws Exception {
        injector.abort("{'percentage':100,'type':" + type + "}");
        assertAllSee(seen);
    }

    @Test
    void beyondTheRateItSaysWhenToComeBack() throws Exception {
        injector.abort("{'type':'rate-limit','percentage':100,'perSecond':0.1,'burst':1}");
        assertEquals(0, calls.unary(METHOD).length);
        Metadata trailers =
                assertStatus("RESOURCE_EXHAUSTED", () -> calls.unary(METHOD)).getTrailers();
        long millis = Long.parseLong(trailers.get(PUSHBACK));
        assertTrue(millis > 0 && millis <= 10_000, "" + millis);
        assertAllSee("RESOURCE_EXHAUSTED");
    }

    @Test
    void aDeadlineEndsADelayAndAHang() throws Exception {
        injector.put("{'rules':[{'delay':{'type':'fixed','value':'5m'}}]}");
        assertStatus("DEADLINE_EXCEEDED", () -> calls.deadline(300).unary(METHOD));
        injector.abort("{'type':'hang','percentage':100}");
        assertStatus("DEADLINE_EXCEEDED", () -> calls.deadline(300).serverStreaming(METHOD));
    }

    @Test
    void aRuleMatchesServiceAndMethod() throws Exception {
        injector.put("{'rules':[{'match':{'grpcService':'shop.Cart','grpcMethod':'AddItem'},"
                + "'aborts':[{'type':'grpc-status','percentage':100,'status':14}]},"
                + "{'match':{'grpcService':'shop.Cart'},"
                + "'aborts':[{'type':'grpc-status','percentage':100,'status':'NOT_FOUND'}]}]}");
        assertAllSee("UNAVAILABLE");
        assertStatus("NOT_FOUND", () -> calls.unary("shop.Cart/Empty"));
        assertEquals(0, calls.unary("shop.Carts/AddItem").length);
    }
}
