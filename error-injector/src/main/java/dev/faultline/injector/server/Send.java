package dev.faultline.injector.server;

/** Sends a content in some way. */
record Send(Origin origin, Sender sender) implements Act {

    @Override
    public void perform(Exchange exchange) {
        Reply reply = new Reply(exchange);
        origin.open(reply, content -> sender.send(reply, content));
    }
}
