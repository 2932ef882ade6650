package dev.faultline.injector.server;

import dev.faultline.injector.fault.Delivery;

/** Sends less of it than there is. An answer without a body cannot be cut: then the connection ends without one. */
final class CutSender implements Sender {

    private final Delivery.Cut cut;

    CutSender(Delivery.Cut cut) {
        this.cut = cut;
    }

    @Override
    public void send(Reply reply, Content content) {
        if (content.length() == 0) {
            reply.exchange().wire().finish();
            return;
        }
        boolean known = content.length() != Content.UNKNOWN;
        long most = known ? Math.min(cut.sent(), content.length() - 1) : cut.sent();
        // A body that does not tell its length ends after any byte, so one is kept back; not to send any, one must
        // come.
        new Cutting(reply, content, known || most == 0 ? 0 : 1).outflow.start(most);
    }

    private final class Cutting implements Outflow.Course {

        private final Reply reply;
        private final Outflow outflow;

        Cutting(Reply reply, Content content, int withheld) {
            this.reply = reply;
            outflow = new Outflow(reply, content, withheld, this);
        }

        @Override
        public void spent() {
            outflow.stop();
            reply.cut(cut.end());
        }

        @Override
        public void ended() {
            if (outflow.isEmpty()) {
                reply.exchange().wire().finish();
            } else {
                reply.cut(cut.end());
            }
        }
    }
}
