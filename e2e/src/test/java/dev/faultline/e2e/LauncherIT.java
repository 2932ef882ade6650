package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the build puts beside a packaged service, in a copy of it elsewhere. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class LauncherIT {

    private static final String VERSION = "Faultline load-client ";

    /** Has the JVM refuse to start without its archive. */
    private static final String DEMAND = Runtime.version().feature() >= 25 ? "-XX:AOTMode=on" : "-Xshare:on";

    @TempDir
    Path directory;

    private Path copy = Path.of("");
    private Path cache = Path.of("");

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void copy() throws IOException, InterruptedException {
        copy = directory.resolve("a copy");
        cache = copy.resolve("cache");
        Path original = Service.launcher("load-client").resolveSibling("");
        sh("cp -R \"$1\" \"$2\" && rm -rf \"$2/cache\"", original, copy);
    }

    @Test
    void theFirstStartMakesAnArchiveAndTheNextOneUsesIt() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), copy.resolve("load-client"));

        Ended first = run(link, "attack", "--rate", "many");
        assertEquals(104, first.code, first::err);
        assertEquals("", first.out);
        assertTrue(first.err.contains("load-client: the first start on Java "), first::err);
        Path archive = archive();
        assertTrue(Files.size(archive) > 0, "it is empty");

        Ended second = run(link, DEMAND, "--version");
        assertEquals(0, second.code, second::err);
        assertTrue(second.out.startsWith(VERSION), second::out);
        assertEquals("", second.err);

        Files.delete(archive);
        Files.writeString(archive, "broken");
        assertNotEquals(0, run(link, DEMAND, "--version").code);
        Ended third = run(link, "--version");
        assertEquals(0, third.code, third::err);
        assertTrue(third.out.startsWith(VERSION), third::out);
        assertEquals("", third.err);
        assertEquals("broken", Files.readString(archive));
    }

    @Test
    void itStartsWhereNothingCanBeWritten() throws Exception {
        // A directory that may not be written to is none for root.
        Files.writeString(cache, "");
        Ended ended = run(copy.resolve("load-client"), "--version");
        assertEquals(0, ended.code, ended::err);
        assertTrue(ended.out.startsWith(VERSION), ended::out);
        assertEquals("", ended.err);
    }

    @Test
    void aTrainingThatFailsIsNotRepeated() throws Exception {
        Path java = Files.createDirectories(directory.resolve("home").resolve("bin"))
                .resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                case " $* " in
                    *" -version "*) echo 'openjdk version "17.0.1"' >&2 ;;
                    *Training*) exit 1 ;;
                    *) echo "$@" ;;
                esac
                """);
        assertTrue(java.toFile().setExecutable(true));
        Ended first = runOn(directory.resolve("home"), "-Dsuch=a thing", "-Xmx1g", "run", "a file", "-Dnot=the JVM's");
        assertEquals(0, first.code, first::err);
        assertTrue(
                first.err.endsWith("load-client: that failed; it starts as slowly until it is built anew\n"),
                first::err);
        assertTrue(
                first.out.endsWith("-Dsuch=a thing -Xmx1g -jar " + copy.toRealPath()
                        + "/quarkus-run.jar run a file -Dnot=the JVM's\n"),
                first::out);
        Ended second = runOn(directory.resolve("home"));
        assertEquals("", second.err);
        assertTrue(second.out.endsWith(" -jar " + copy.toRealPath() + "/quarkus-run.jar\n"), second::out);
    }

    @Test
    void anOldJavaIsRefused() throws Exception {
        Path java = Files.createDirectories(directory.resolve("home").resolve("bin"))
                .resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertTrue(java.toFile().setExecutable(true));
        Ended ended = runOn(directory.resolve("home"), "--version");
        assertEquals(1, ended.code);
        assertEquals("load-client: " + java + " is Java 11.0.2; Java 17 or newer is needed\n", ended.err);
    }

    private static void sh(String script, Path... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        Arrays.stream(arguments).forEach(argument -> command.add(argument.toString()));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    private Path archive() throws IOException {
        try (Stream<Path> made = Files.list(cache)) {
            List<Path> all = made.toList();
            assertEquals(1, all.size(), all::toString);
            return all.get(0);
        }
    }

    private Ended run(Path launcher, String... arguments) throws IOException, InterruptedException {
        return run(Path.of(System.getProperty("java.home")), launcher, arguments);
    }

    private Ended runOn(Path javaHome, String... arguments) throws IOException, InterruptedException {
        return run(javaHome, copy.resolve("load-client"), arguments);
    }

    private Ended run(Path javaHome, Path launcher, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "launcher", ".out");
        Path err = Files.createTempFile(directory, "launcher", ".err");
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(150, TimeUnit.SECONDS), "it does not end");
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
