package dev.faultline.backend.serve;

import dev.faultline.backend.answer.Answer;
import dev.faultline.backend.answer.Answers;
import dev.faultline.backend.answer.Field;
import dev.faultline.backend.page.LocalPath;
import dev.faultline.backend.status.AutoReport;
import dev.faultline.backend.status.Connections;
import dev.faultline.backend.status.HtmlReport;
import dev.faultline.backend.status.Machine;
import dev.faultline.backend.status.Report;
import dev.faultline.backend.status.ServerFacts;
import dev.faultline.backend.status.StatusQuery;
import dev.faultline.backend.status.Traffic;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/** Answers {@code /server-status}, the one reserved path. Like Apache's, its own request is one of those in flight. */
@Singleton
final class StatusPage {

    private static final List<String> PATH = List.of("server-status");

    private final ServerFacts facts;
    private final Machine machine;
    private final Traffic traffic;
    private final Connections connections;
    private final InstantSource clock;

    StatusPage(ServerFacts facts, Machine machine, Traffic traffic, Connections connections, InstantSource clock) {
        this.facts = facts;
        this.machine = machine;
        this.traffic = traffic;
        this.connections = connections;
        this.clock = clock;
    }

    void stopping(@Observes ShutdownDelayInitiatedEvent event) {
        traffic.drain();
    }

    /** Returns whether the path is the reserved one. */
    boolean isAt(LocalPath path) {
        return !path.slash() && path.segments().equals(PATH);
    }

    /** Returns the answer to a GET or HEAD. Blocks. */
    Answer answer(HttpServerRequest request, LocalPath path) {
        StatusQuery query = StatusQuery.of(path.query());
        Report report = report(request);
        Field[] refresh = query.refresh() == null
                ? new Field[0]
                : new Field[] {new Field("Refresh", query.refresh().toString())};
        return query.auto()
                ? Answers.fresh(AutoReport.MEDIA_TYPE, AutoReport.of(report), refresh)
                : Answers.fresh(HtmlReport.MEDIA_TYPE, HtmlReport.of(report), refresh);
    }

    private Report report(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return new Report(
                authority == null ? request.localAddress().hostAddress() : authority.host(),
                facts,
                clock.instant(),
                machine.load(),
                machine.cpu(),
                traffic.totals(),
                traffic.workers(),
                connections.counts());
    }
}
