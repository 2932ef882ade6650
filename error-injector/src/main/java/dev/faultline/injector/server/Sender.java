package dev.faultline.injector.server;

import dev.faultline.injector.fault.Delivery;

/** A way of sending a content; prepared once per plan. Threadsafe. */
@FunctionalInterface
interface Sender {

    /** Sends the content and ends the exchange. */
    void send(Reply reply, Content content);

    /** Returns the sender for that delivery. */
    static Sender of(Delivery delivery) {
        if (delivery instanceof Delivery.Cut cut) {
            return new CutSender(cut);
        }
        if (delivery instanceof Delivery.Drip drip) {
            return new DripSender(drip.bytesPerSecond());
        }
        return new WholeSender();
    }
}
