package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Filler;
import dev.faultline.injector.fault.Replaced;
import dev.faultline.injector.fault.Source;
import dev.faultline.injector.fault.Upstream;
import java.util.function.Consumer;

/** Where the content of answers comes from; prepared once per plan. Threadsafe. */
@FunctionalInterface
interface Origin {

    /**
     * Writes status and headers into the answer and hands out its content, now or later, on the event loop of the
     * exchange; or ends the exchange otherwise, if there is no content to be had.
     */
    void open(Reply reply, Consumer<Content> ready);

    /** Returns the origin of that source. */
    static Origin of(Source source) {
        if (source instanceof Answer answer) {
            return new AnswerOrigin(answer);
        }
        if (source instanceof Filler filler) {
            return new FillerOrigin(filler);
        }
        if (source instanceof Upstream upstream) {
            return new UpstreamOrigin(upstream.target());
        }
        Replaced replaced = (Replaced) source;
        return new ReplacedOrigin(replaced.upstream().target(), of(replaced.answer()));
    }
}
