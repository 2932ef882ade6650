package dev.faultline.backend.serve;

import dev.faultline.backend.answer.Answer;
import dev.faultline.backend.answer.Answers;
import dev.faultline.backend.answer.Field;
import dev.faultline.backend.answer.Status;
import dev.faultline.backend.page.LocalPath;
import dev.faultline.backend.page.Lookup;
import dev.faultline.backend.page.Site;
import dev.faultline.backend.page.Target;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/** Decides how an exchange is answered. Runs on event loops; what may block goes to a worker. */
@Singleton
final class TrafficHandler {

    private static final Logger LOG = Logger.getLogger(TrafficHandler.class);

    private final Vertx vertx;
    private final Site site;
    private final Answers answers;
    private final Pause pause;
    private final StatusPage statusPage;

    TrafficHandler(Vertx vertx, Site site, Answers answers, Pause pause, StatusPage statusPage) {
        this.vertx = vertx;
        this.site = site;
        this.answers = answers;
        this.pause = pause;
        this.statusPage = statusPage;
    }

    void handle(Exchange exchange) {
        Target target = Target.of(exchange.request().uri());
        String method = exchange.request().method().name();
        boolean status = target instanceof LocalPath path && statusPage.isAt(path);
        if (!exchange.admitted() && !status) {
            // Refusing is cheap; who watches the server must see it at its limit.
            exchange.send(Answers.explained(Status.SERVICE_UNAVAILABLE, new Field("Retry-After", "1")));
        } else if (target instanceof Target.Malformed) {
            exchange.send(Answers.explained(Status.BAD_REQUEST));
        } else if (method.equals("OPTIONS")) {
            exchange.send(Answers.options());
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.send(Answers.methodNotAllowed());
        } else if (target instanceof LocalPath path) {
            get(exchange, path, status);
        } else {
            boolean hidden = target instanceof Target.Hidden;
            exchange.send(Answers.explained(hidden ? Status.NOT_FOUND : Status.BAD_REQUEST));
        }
    }

    private void get(Exchange exchange, LocalPath path, boolean status) {
        if (status) {
            onWorker(exchange, () -> statusPage.answer(exchange.request(), path));
        } else if (site.mayBlock()) {
            pause.before(exchange, () -> onWorker(exchange, () -> answers.of(site.find(path), exchange.fields())));
        } else {
            pause.before(exchange, () -> exchange.send(answers.of(atOnce(path), exchange.fields())));
        }
    }

    private Lookup atOnce(LocalPath path) {
        try {
            return site.find(path);
        } catch (IOException e) {
            throw new UncheckedIOException("a site that does not block reads nothing", e);
        }
    }

    private void onWorker(Exchange exchange, Callable<Answer> work) {
        vertx.executeBlocking(work, false).onSuccess(exchange::send).onFailure(e -> {
            LOG.error("cannot answer " + exchange.request().path(), e);
            exchange.send(Answers.explained(Status.INTERNAL_SERVER_ERROR));
        });
    }
}
