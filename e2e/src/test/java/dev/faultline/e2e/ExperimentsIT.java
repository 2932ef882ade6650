package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every experiment that runs on one machine, as its user starts it. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ExperimentsIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** Those that another test runs, or that need a cluster: {@code load-client} applies them to a mock of its API. */
    private static final Set<String> ELSEWHERE =
            Set.of("faulty-traffic", "network-delay", "dns-failure", "replay-incident", "expired-certificate");

    /**
     * Why each of them ends as it does says its own file. They last as long as chance asks for: of 4,000 requests of
     * which 1 % are marked more than 62 are in one run of 2,000, of 1,200 of which 1/16 fail more than 99 do in one of
     * 400, and that leaves it open.
     */
    @ParameterizedTest(name = "{0} {1} ends with {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "small-blast-radius|--duration 10s|0|share of injector <= 2%",
                "latency-brownout|--duration 6s|0|p99 >= 150ms",
                "retry-storm|--duration 6s|0|rate <= baseline * 1.35",
                "resilience-curve|--duration 2s|0|the hypothesis breaks between weight ",
                "pod-kill|--duration 22s|0|success_rate >= 70%",
                "pod-failure|--duration 5s|99|success_rate >= 99% does not hold",
                "cpu-stress|--duration 4s|0|p90 < baseline + 500ms",
                "grpc-unavailable|--duration 4s|0|success_rate of requests >= 95%",
                "grpc-unavailable|--duration 4s --weight 90|99|success_rate of requests >= 95% does not hold",
            })
    void itTeachesWhatItSays(String name, String options, int exitCode, String reason) throws Exception {
        String[] all = ("--once --experiment " + name + " " + options).split(" ", -1);
        try (Demo demo = Demo.decided("baseline ", all)) {
            assertEquals(exitCode, demo.process().exitValue(), demo::output);
            String verdict = exitCode == 0 ? "pass: " : "fail: ";
            assertTrue(
                    demo.output().lines().anyMatch(line -> line.startsWith(verdict) && line.contains(reason)),
                    demo::output);
            assertTrue(demo.output().contains("undone: "), demo::output);
            demo.assertNothingLeft(AT_ONCE);
        }
    }

    @Test
    void allAreRun() throws IOException {
        CsvSource table = Stream.of(ExperimentsIT.class.getDeclaredMethods())
                .filter(method -> method.getName().equals("itTeachesWhatItSays"))
                .findFirst()
                .orElseThrow()
                .getAnnotation(CsvSource.class);
        Set<String> run = Stream.of(table.value())
                .map(row -> row.substring(0, row.indexOf('|')))
                .collect(Collectors.toCollection(TreeSet::new));
        run.addAll(ELSEWHERE);
        assertEquals(names(), run);
    }

    @Test
    void aStopInTheMiddleOfAFailureBringsThePodBackAndLeavesNothing() throws Exception {
        try (Demo demo = Demo.onFreePorts("--once", "--experiment", "pod-failure", "--duration", "60s")) {
            demo.readUntil(line -> line.contains(" inject ") && line.contains(" 0.0% "));
            assertTrue(demo.process().toHandle().destroy());
            assertEquals(105, demo.end(), demo::output);
            assertTrue(demo.output().contains("undone: deleted PodChaos backend-pod-failure"), demo::output);
            assertTrue(demo.process().descendants().findAny().isEmpty());
        }
    }

    @Test
    void aClientThatIsKilledLeavesNoProcessStandingStill() throws Exception {
        try (Demo demo = Demo.onFreePorts("--once", "--experiment", "cpu-stress", "--duration", "60s")) {
            demo.readUntil(line -> line.contains(" inject "));
            demo.rememberServices();
            demo.service("load-client").destroyForcibly();
            demo.end();
            // One that stands still hears no SIGTERM and would be waited for 15 s.
            demo.assertNothingLeft(AT_ONCE);
        }
    }

    @Test
    void theListTellsWhatRunsWhere() throws Exception {
        try (Demo demo = Demo.plain("--list")) {
            assertEquals(0, demo.end());
            List<String> lines = demo.output().lines().toList();
            assertEquals(names().size() + 1, lines.size());
            assertTrue(lines.contains("network-delay        cluster       Packets of the backend arrive 100 ms late"));
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("pod-kill             here, cluster ")));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "--experiment none, 'there is no experiment \"none\"; --list lists them'",
        "--experiment network-delay, network-delay needs Kubernetes with Chaos Mesh; --list shows what runs here",
        "--experiment pod-kill --weight 5, --weight is nothing that pod-kill has in its configuration",
        "--experiment, --experiment needs a value",
    })
    void whatCannotBeRunIsOneClearLine(String arguments, String complaint) throws Exception {
        try (Demo demo = Demo.plain(arguments.split(" ", -1))) {
            assertEquals(104, demo.end(), demo::output);
            assertEquals("demo: " + complaint, demo.output());
        }
    }

    @Test
    void anExperimentOfOnesOwnIsRunByItsPath() throws Exception {
        Path own = Demo.ROOT.resolve("target").resolve("own-experiment.yaml");
        Files.createDirectories(own.getParent());
        String text = Files.readString(Demo.ROOT.resolve("experiments").resolve("faulty-traffic.yaml"));
        Path written = Files.writeString(own, text.replaceFirst("title: .*", "title: My own"));
        try (Demo demo = Demo.decided("inject ", "--once", "--experiment", written.toString(), "--duration", "2s")) {
            assertEquals(0, demo.process().exitValue(), demo::output);
            assertTrue(demo.output().contains("\nMy own\n"), demo::output);
        } finally {
            Files.delete(own);
        }
    }

    private static Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(Demo.ROOT.resolve("experiments"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
