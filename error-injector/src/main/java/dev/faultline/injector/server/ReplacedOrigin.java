package dev.faultline.injector.server;

import dev.faultline.injector.fault.Target;
import java.util.function.Consumer;

/** Another answer in place of that of a service, once the service has answered. */
final class ReplacedOrigin implements Origin {

    private final Target target;
    private final Origin answer;

    ReplacedOrigin(Target target, Origin answer) {
        this.target = target;
        this.answer = answer;
    }

    @Override
    public void open(Reply reply, Consumer<Content> ready) {
        new Replacement(reply, ready).forwarding.ask(target);
    }

    private final class Replacement {

        private final Forwarding forwarding;

        Replacement(Reply reply, Consumer<Content> ready) {
            forwarding = new Forwarding(reply, thrownAway -> replace(reply, ready));
        }

        private void replace(Reply reply, Consumer<Content> ready) {
            forwarding.discard();
            answer.open(reply, ready);
        }
    }
}
