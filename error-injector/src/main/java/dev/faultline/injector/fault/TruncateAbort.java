package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import org.jspecify.annotations.Nullable;

/**
 * Promises a body and sends less of it, then ends the connection.
 *
 * @param declared the length that is promised, in bytes, 1024 if not given; null at the response, whose own it is
 * @param sent how many bytes of it are sent at most, 512 if not given; fewer than the body has in any case
 * @param end how the connection ends then
 * @param at null for the request; at the response, it is the answer of {@code otherwise} that is cut
 */
@JsonTypeName("truncate")
public record TruncateAbort(
        @Required Percentage percentage, @Nullable Long declared, Long sent, Delivery.End end, Abort.@Nullable Phase at)
        implements Abort {

    private static final long MOST = 1L << 30;
    private static final long DEFAULT_DECLARED = 1024;
    private static final long DEFAULT_SENT = 512;

    public TruncateAbort {
        Require.present("percentage", percentage);
        end = end == null ? Delivery.End.CLOSE : end;
        at = Abort.Phase.unlessDefault(at);
        if (sent != null) {
            // First, so that a length derived from it is never the one that is complained about.
            Require.between("sent", sent, 0, MOST - 1);
        }
        if (at == null) {
            declared = declared == null ? Math.max(DEFAULT_DECLARED, sent == null ? 0 : sent + 1) : declared;
            Require.between("declared", declared, 1, MOST);
            sent = sent == null ? Math.min(DEFAULT_SENT, declared - 1) : sent;
            Require.that(sent < declared, "sent", "must be below declared, which is " + declared, sent);
        } else {
            sent = sent == null ? DEFAULT_SENT : sent;
            boolean absent = declared == null;
            Require.that(
                    absent,
                    "declared",
                    "must not be given at the response, which has a length of its own",
                    "" + declared);
        }
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        Source source = declared == null ? otherwise.source() : new Source.Filler(declared);
        return actions.send(source, new Delivery.Cut(sent, end));
    }
}
