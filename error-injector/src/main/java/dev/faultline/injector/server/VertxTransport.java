package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Transport;

/** What Vert.x can do to an exchange. */
final class VertxTransport implements Transport<Act> {

    @Override
    public Act answer(Answer answer) {
        return new PreparedAnswer(answer);
    }
}
