package dev.faultline.injector.fault;

import dev.faultline.platform.wire.Require;
import java.util.Map;

/** Where the content of an answer comes from. */
public sealed interface Source permits Source.Own, Source.Replaced, Source.Upstream {

    /** Returns the source that sends that answer instead, once this one would have answered. */
    Source replacedBy(Own answer);

    /** An answer that is made here. */
    sealed interface Own extends Source permits Answer, Filler {

        @Override
        default Source replacedBy(Own answer) {
            return answer;
        }
    }

    /**
     * An answer with so many bytes of nothing in particular.
     *
     * @param head goes before them; its body is not sent. It gets a content type if it has none
     * @param size in bytes, from 0 to {@value #MOST}
     */
    record Filler(Answer head, long size) implements Own {

        /** What each byte of it is. */
        public static final byte BYTE = '*';

        /** The longest there is. */
        public static final long MOST = 1L << 30;

        /** @throws dev.faultline.platform.wire.InvalidValue if that status has no body */
        public Filler {
            Require.between("size", (double) size, 0, MOST);
            Require.that(
                    Answer.mayHaveBody(head.status()),
                    "size",
                    "must not be given: that status has no body",
                    head.status());
            head = head.typed("text/plain");
        }

        /** A 200 with so many bytes. */
        Filler(long size) {
            this(new Answer(200, Map.of(), null, null), size);
        }
    }

    /** The answer of a service that the request is forwarded to. */
    record Upstream(Target target) implements Source {

        @Override
        public Source replacedBy(Own answer) {
            return new Replaced(this, answer);
        }
    }

    /**
     * The answer of a service, thrown away when it comes and replaced: the service has done its work, and the caller does not
     * learn of it.
     */
    record Replaced(Upstream upstream, Own answer) implements Source {

        @Override
        public Source replacedBy(Own other) {
            return new Replaced(upstream, other);
        }
    }
}
