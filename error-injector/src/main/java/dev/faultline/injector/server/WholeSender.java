package dev.faultline.injector.server;

/** Sends all of it, as fast as the caller takes it. */
final class WholeSender implements Sender {

    @Override
    public void send(Reply reply, Content content) {
        new Outflow(reply, content, 0, new Outflow.Course() {
                    @Override
                    public void spent() {}

                    @Override
                    public void ended() {
                        reply.end(content.trailers().get());
                    }
                })
                .start(Long.MAX_VALUE);
        if (content.length() != 0) {
            // A body that takes its time must not keep the head waiting. One that is over already goes with it: a gRPC
            // status in a head counts only if that ends the stream.
            reply.exchange().soon(reply::sendHead);
        }
    }
}
