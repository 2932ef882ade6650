package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.OneOrMore;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a status of its own: the error that the service would send. gRPC callers read from it what their library
 * makes of that status.
 *
 * @param size of a body of nothing in particular, in bytes, from 0 to 1073741824; not together with {@code body}
 * @param at null for the request; at the response, it is the answer of {@code otherwise} that is thrown away
 * @param sendContinue false for no 100 (Continue) before it to a caller that expects one; null for true. Most servers whose
 *     answer is an error send none, and some clients wait for it for ever, such as that of JDK 17
 */
@JsonTypeName("status")
public record StatusAbort(
        @Required Percentage percentage,
        @Required Integer status,

        @OneOrMore @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, List<String>> headers,

        @Nullable String body,
        @Nullable String contentType,
        @Nullable Long size,
        Abort.@Nullable Phase at,
        @Nullable Boolean sendContinue)
        implements Abort {

    public StatusAbort {
        Require.present("percentage", percentage);
        Require.present("status", status);
        Answer answer = new Answer(status, headers, body, contentType);
        headers = answer.headers();
        if (size != null) {
            Require.that(body == null, "size", "must not be given together with body", size);
            source(answer, size);
        }
        at = Abort.Phase.unlessDefault(at);
        sendContinue = Boolean.FALSE.equals(sendContinue) ? false : null;
        Require.that(
                at == null || sendContinue == null,
                "sendContinue",
                "must not be given with at: response, where it is otherwise that sends it",
                "false");
    }

    /** Returns the abort with that status and nothing else. */
    public static StatusAbort plain(Percentage percentage, int status) {
        return new StatusAbort(percentage, status, Map.of(), null, null, null, null, null);
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        Source.Own own = source(new Answer(status, headers, body, contentType), size);
        A action = actions.send(at == null ? own : otherwise.source().replacedBy(own), Delivery.WHOLE);
        return sendContinue == null ? action : actions.withoutContinue(action);
    }

    private static Source.Own source(Answer answer, @Nullable Long size) {
        return size == null ? answer : new Source.Filler(answer, size);
    }
}
