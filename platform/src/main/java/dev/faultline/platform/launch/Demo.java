package dev.faultline.platform.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.module.ModuleFinder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code ./demo} is: builds what is stale, starts the three services as children of this process, runs an experiment
 * and ends them again. A child ends when its standard input does, and the other end of that is held by this process
 * alone: whatever becomes of this process, nothing is left.
 *
 * <p>The script runs it from its source while nothing is built, so it is one file and stands on the JDK alone.
 */
public final class Demo {

    private static final String USAGE = """
            Usage: ./demo [OPTION]...

            Builds what is missing, starts demo-backend, error-injector and load-client on
            this machine, tells the address of the dashboard, runs
            experiments/faulty-traffic.yaml and prints the verdict. On a terminal the
            services then go on until Ctrl-C, for the dashboard and for your own calls.

              --experiment NAME      runs experiments/NAME.yaml, or the file of that name
              --list                 lists the experiments and where they run
              --tls                  requests go by https, with certificates that are made
                                     for this
              --once                 end after the verdict (always so without a terminal)
              --weight N             percent of the requests sent to the injector (50)
              --rate N               requests a second (200)
              --duration T           length of the baseline and of the injection (15s);
                                     these three set the configuration of the experiment,
                                     if it has them
              --client-port N        load-client's dashboard and API (8080)
              --client-management-port N
                                     load-client's health and metrics (9000)
              --backend-port N       demo-backend (8081)
              --backend-management-port N
                                     demo-backend's health and metrics (9001)
              --injector-port N      error-injector's traffic (8082)
              --injector-control-port N
                                     error-injector's control API (9002)
              --help                 this text

            Exit codes: 0 pass, 99 fail, 98 inconclusive, 104 bad input, 105 aborted,
            1 if it could not start. Logs and reports are written to target/demo.
            On a terminal there are colours; NO_COLOR=1 takes them away.
            """;

    private static final String STILL_RUNNING = """

            Still running, until Ctrl-C:
              dashboard:      %s
              load-client     %s  (/api/split, /api/load)
              demo-backend    %s
              error-injector  %s
              its faults      %s""";

    private static final String TRUSTED = """

              for curl        --cacert %s""";

    private static final int COULD_NOT_START = 1;
    private static final int BAD_INPUT = 104;
    private static final int ABORTED = 105;

    /** How a process ends that a SIGINT or a SIGTERM has ended. */
    private static final Set<Integer> ENDED_BY_SIGNAL = Set.of(128 + 2, 128 + 15);

    /** The system property that makes a service end when its standard input does, so long after that: such as PT1S. */
    static final String END_AFTER_INPUT = "dev.faultline.end-after-input";

    private static final String BACKEND = "demo-backend";
    private static final String INJECTOR = "error-injector";
    private static final String CLIENT = "load-client";
    private static final List<String> SERVICES = List.of(BACKEND, INJECTOR, CLIENT);

    /** How often somebody looks whether a service is ready, or is to be started anew. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** What load-client gets to put back at the others what it has changed there, if all of them end by themselves. */
    private static final Duration UNDOING = Duration.ofSeconds(1);

    /** How long a service may take to end once it is told to. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    private static final PrintStream ERR = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);

    private final Path root = Path.of(System.getProperty("demo.root", ""));
    private final Path work = root.resolve(Path.of("target", "demo"));
    /** Here while a build goes on: one that did not come to its end has to be done again. */
    private final Path building = work.resolve("building");

    private final Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    /** Open once a signal has asked for the end. */
    private final CountDownLatch signalled = new CountDownLatch(1);

    private Demo() {}

    /** Takes the options of {@code ./demo}; the property {@code demo.root} is the directory that it lies in. */
    public static void main(String... arguments) {
        Demo demo = new Demo();
        CompletableFuture<Integer> code = new CompletableFuture<>();
        // On a signal all that is to be ended and undone is so before this process ends, and it tells the exit code.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            demo.signalled.countDown();
            Runtime.getRuntime().halt(code.join());
        }));
        if (environment("DEMO_END_WITH_INPUT").equals("true")) {
            // For a test: a terminal may well end its input, and a demo have none.
            onEndOfInput(() -> System.exit(ABORTED));
        }
        try {
            code.complete(demo.run(arguments));
        } finally {
            code.complete(COULD_NOT_START);
            System.exit(code.join());
        }
    }

    /** Runs a task, on a thread of its own, once the standard input has ended. */
    static void onEndOfInput(Runnable task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // What is written there is for nobody.
                        }
                    } catch (IOException noInput) {
                        // As good as its end.
                    }
                    task.run();
                },
                "end of input");
        thread.setDaemon(true);
        thread.start();
    }

    private int run(String... arguments) {
        try {
            Options options = new Options();
            switch (options.parse(arguments)) {
                case "--help" -> OUT.print(USAGE);
                case "--list" -> list();
                default -> {
                    Experiment experiment = experimentOf(options.experiment);
                    List<String> settings = experiment.settings(options);
                    options.checkPorts();
                    return new Services(options, experiment).run(settings);
                }
            }
            return 0;
        } catch (Failed e) {
            return complain(e);
        } catch (IOException e) {
            return complain(failed(e.toString()));
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    /** Lets a moment pass, or throws {@link Stopped}. */
    private void pause() throws InterruptedException {
        if (signalled.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new Stopped();
        }
    }

    // --- messages ----------------------------------------------------------------------------------------------------

    /** Why there is no verdict, in one sentence. */
    private static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int code;

        Failed(String message, int code) {
            super(message);
            this.code = code;
        }
    }

    /** A signal has asked for the end. */
    private static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private static Failed badInput(String message) {
        return new Failed(message, BAD_INPUT);
    }

    private static Failed failed(String message) {
        return new Failed(message, COULD_NOT_START);
    }

    private static int complain(Failed failure) {
        boolean terminal = isTerminal(2);
        String name = isColoured(terminal) ? "\u001b[1;31mdemo:\u001b[0m" : "demo:";
        ERR.println(name + wrapped("demo: " + failure.getMessage(), 6, terminal).substring("demo:".length()));
        return failure.code;
    }

    /** The script has looked: of standard output Java can tell it only if the input is a terminal too. */
    private static boolean isTerminal(int descriptor) {
        return System.getProperty("demo.terminals", "").contains(Integer.toString(descriptor));
    }

    /** As load-client does: NO_COLOR goes first (no-color.org), then what forces colours, then what the terminal can. */
    private static boolean isColoured(boolean terminal) {
        if (!environment("NO_COLOR").isEmpty()) {
            return false;
        }
        return isForced("CLICOLOR_FORCE")
                || isForced("FORCE_COLOR")
                || (terminal
                        && !Set.of("", "dumb").contains(environment("TERM"))
                        && !environment("CLICOLOR").equals("0"));
    }

    private static boolean isForced(String variable) {
        return !Set.of("", "0").contains(environment(variable));
    }

    private static String environment(String variable) {
        return System.getenv().getOrDefault(variable, "");
    }

    /**
     * On a terminal a message has lines of at most 80 columns, all but the first indented; elsewhere it is one line, for
     * whoever searches it.
     */
    private static String wrapped(String text, int indent, boolean terminal) {
        if (!terminal) {
            return text;
        }
        int width = 80 - indent;
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width - 1);
            int end = space < 0 ? width : space + 1;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end);
        }
        lines.add(rest);
        return String.join("\n" + " ".repeat(indent), lines);
    }

    // --- options -----------------------------------------------------------------------------------------------------

    private static final class Options {

        /** As {@code Durations} reads them, which this program, run from its source, does without. */
        private static final Pattern DURATION =
                Pattern.compile("(([0-9]{1,12}(\\.[0-9]{1,9})?|\\.[0-9]{1,9})(ns|[u\u00b5\u03bc]s|ms|s|m|h|d)){1,7}");

        private final Map<String, Integer> ports = new LinkedHashMap<>();
        /** What is set of the experiment's configuration, by name. */
        private final Map<String, String> configuration = new LinkedHashMap<>();

        private boolean once;
        private boolean tls;
        private String experiment = "faulty-traffic";

        Options() {
            ports.put("--client-port", 8080);
            ports.put("--client-management-port", 9000);
            ports.put("--backend-port", 8081);
            ports.put("--backend-management-port", 9001);
            ports.put("--injector-port", 8082);
            ports.put("--injector-control-port", 9002);
            for (String name : List.of("weight", "rate", "duration")) {
                configuration.put(name, "");
            }
        }

        /** Returns {@code --help} or {@code --list} if that is asked for, else nothing. */
        String parse(String... arguments) {
            Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
            while (!left.isEmpty()) {
                String option = left.pop();
                int equals = option.indexOf('=');
                if (option.startsWith("--") && equals >= 0) {
                    left.push(option.substring(equals + 1));
                    option = option.substring(0, equals);
                }
                switch (option) {
                    case "--help", "-h" -> {
                        return "--help";
                    }
                    case "--list" -> {
                        return "--list";
                    }
                    case "--once" -> once = true;
                    case "--tls" -> tls = true;
                    case "--experiment" -> experiment = value(option, left);
                    case "--weight" -> configuration.put("weight", wholeNumber(option, left, 0, 100));
                    case "--rate" -> configuration.put("rate", wholeNumber(option, left, 1, 50_000));
                    case "--duration" -> configuration.put("duration", duration(option, left));
                    default -> {
                        if (!ports.containsKey(option)) {
                            throw badInput("unknown option \"" + option + "\"; --help lists them");
                        }
                        ports.put(option, Integer.valueOf(wholeNumber(option, left, 1, 65_535)));
                    }
                }
            }
            return "";
        }

        private static String value(String option, Deque<String> left) {
            if (left.isEmpty()) {
                throw badInput(option + " needs a value");
            }
            return left.pop();
        }

        private static String wholeNumber(String option, Deque<String> left, int min, int max) {
            String value = value(option, left);
            if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < min || Integer.parseInt(value) > max) {
                throw badInput(
                        option + " must be a whole number from " + min + " to " + max + ", was \"" + value + '"');
            }
            return value;
        }

        private static String duration(String option, Deque<String> left) {
            String value = value(option, left);
            if (!DURATION.matcher(value).matches()) {
                throw badInput(option + " must be a duration such as 15s, was \"" + value + '"');
            }
            return value;
        }

        private int port(String option) {
            return ports.getOrDefault(option, 0);
        }

        private void checkPorts() {
            Set<Integer> seen = new HashSet<>();
            ports.forEach((option, port) -> {
                if (!seen.add(port)) {
                    throw badInput("port " + port + " is given twice; set another with " + option);
                }
                if (answers(port)) {
                    throw failed("port " + port + " is taken; set another with " + option);
                }
            });
        }

        private static boolean answers(int port) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return true;
            } catch (IOException nobody) {
                return false;
            }
        }
    }

    // --- experiments -------------------------------------------------------------------------------------------------

    /** An experiment's file: what of it matters here. Nothing else of it is read, so that load-client says what is wrong. */
    private record Experiment(String name, Path file, List<String> lines) {

        private static final Pattern TAG = Pattern.compile("[\\w-]+");

        static Experiment read(String name, Path file) throws IOException {
            return new Experiment(name, file, Demo.read(file).toList());
        }

        /** Returns the value of a field at the top of a document in YAML, empty if it has none. */
        private String field(String field) {
            return lines.stream()
                    .filter(line -> line.startsWith(field + ":"))
                    .findFirst()
                    .map(line -> line.substring(field.length() + 1).strip())
                    .orElse("");
        }

        private boolean hasTag(String tag) {
            return TAG.matcher(field("tags"))
                    .results()
                    .anyMatch(match -> match.group().equals(tag));
        }

        private boolean runsHere() {
            return hasTag("local") || !hasTag("kubernetes");
        }

        private String where() {
            if (!hasTag("kubernetes")) {
                return needsTls() ? "here, --tls" : "here";
            }
            return hasTag("local") ? "here, cluster" : "cluster";
        }

        /** Returns the HTTPRoute that it needs instead of {@code linkerd/http-route.yaml}. */
        private Optional<String> route() {
            return atHead("route");
        }

        /** Returns whether it makes sense only where the others are called by https. */
        private boolean needsTls() {
            return atHead("scheme").filter("https"::equals).isPresent();
        }

        /**
         * Returns what it needs around it of that kind. That stands in the comment at the head of its file, for this and for
         * people: {@code # route: FILE}.
         */
        private Optional<String> atHead(String kind) {
            String start = "# " + kind + ":";
            return lines.stream()
                    .takeWhile(line -> line.isEmpty() || line.startsWith("#"))
                    .filter(line -> line.startsWith(start))
                    .findFirst()
                    .map(line -> line.substring(start.length()).strip());
        }

        private boolean isJson() {
            return file.toString().endsWith(".json");
        }

        private boolean configures(String name) {
            return lines.stream()
                    .dropWhile(line -> !line.startsWith("configuration:"))
                    .skip(1)
                    .takeWhile(line -> line.isEmpty() || " #".indexOf(line.charAt(0)) >= 0)
                    .anyMatch(line -> line.startsWith(" ") && line.strip().startsWith(name + ":"));
        }

        /** Returns the arguments of {@code run} that set its configuration. */
        private List<String> settings(Options options) {
            if (needsTls() && !options.tls) {
                throw badInput(options.experiment + " breaks handshakes of TLS: give --tls, too");
            }
            List<String> settings = new ArrayList<>();
            if (options.tls && !needsTls()) {
                if (!isJson() && !configures("scheme")) {
                    throw badInput(
                            "--tls needs a scheme in the configuration of the experiment, as faulty-traffic has it, and "
                                    + options.experiment + " has none");
                }
                settings.addAll(List.of("--set", "scheme=https"));
            }
            options.configuration.forEach((name, value) -> {
                if (!value.isEmpty()) {
                    // Of JSON the client says it.
                    if (!isJson() && !configures(name)) {
                        throw badInput(
                                "--" + name + " is nothing that " + options.experiment + " has in its configuration");
                    }
                    settings.addAll(List.of("--set", name + "=" + value));
                }
            });
            return settings;
        }
    }

    private Experiment experimentOf(String name) throws IOException {
        boolean isFile = name.contains("/") || name.matches(".*\\.(yaml|yml|json)");
        Path file = isFile ? Path.of(name) : experiments().resolve(name + ".yaml");
        if (!Files.isRegularFile(file)) {
            file = root.resolve(file);
        }
        if (!Files.isRegularFile(file)) {
            throw badInput("there is no experiment \"" + name + "\"; --list lists them");
        }
        Experiment experiment = Experiment.read(name, file.toAbsolutePath().normalize());
        if (!experiment.runsHere()) {
            throw badInput(name + " needs Kubernetes with Chaos Mesh; --list shows what runs here");
        }
        return experiment;
    }

    private Path experiments() {
        return root.resolve("experiments");
    }

    private void list() throws IOException {
        OUT.printf("%-20s %-13s %s%n", "NAME", "RUNS", "TITLE");
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(experiments(), "*.yaml")) {
            found.forEach(files::add);
        }
        files.sort(Comparator.comparing(Path::getFileName));
        for (Path file : files) {
            String name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
            Experiment experiment = Experiment.read(name, file);
            String title = wrapped(experiment.field("title"), 35, isTerminal(1));
            OUT.printf("%-20s %-13s %s%n", name, experiment.where(), title);
        }
    }

    /** Returns the lines of a file, which may hold what is no UTF-8. */
    private static Stream<String> read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8).lines();
    }

    // --- build -------------------------------------------------------------------------------------------------------

    /**
     * Runs a command, and ends it with all that it has started when the standard input ends: Maven itself heeds none. The
     * command has a process group of its own, and so has what watches the input: it is left to do so if all of this
     * process' group is killed.
     */
    private static final String GUARD = """
            set -m
            "$@" </dev/null &
            command=$!
            { read -r _; kill -TERM -- "-$command"; sleep 2; kill -KILL -- "-$command"; } <&0 &
            guard=$!
            wait "$command"
            code=$?
            kill -KILL -- "-$guard"
            exit "$code"
            """;

    /** Returns a command that runs this one under a guard. */
    static List<String> guarded(String... command) {
        List<String> guarded = new ArrayList<>(List.of("bash", "-c", GUARD, "guard"));
        guarded.addAll(Arrays.asList(command));
        return guarded;
    }

    private Path jar(String service) {
        return root.resolve(Path.of(service, "target", "quarkus-app", "quarkus-run.jar"));
    }

    /** Returns the modules of the project that have something to build. */
    private List<Path> modules() throws IOException {
        Matcher named = Pattern.compile("<module>([^<]+)</module>").matcher(Files.readString(root.resolve("pom.xml")));
        return named.results()
                .map(match -> root.resolve(match.group(1)))
                .filter(module -> Files.isDirectory(module.resolve(Path.of("src", "main"))))
                .toList();
    }

    private boolean isStale() throws IOException {
        if (Files.exists(building) || SERVICES.stream().map(this::jar).anyMatch(Files::notExists)) {
            return true;
        }
        List<FileTime> built = new ArrayList<>();
        for (String service : SERVICES) {
            built.add(modified(jar(service)));
        }
        List<FileTime> changed = new ArrayList<>();
        for (String file : List.of("pom.xml", "config/launch/launcher")) {
            changed.add(modified(root.resolve(file)));
        }
        for (Path module : modules()) {
            changed.add(modified(module.resolve("pom.xml")));
            try (Stream<Path> files = Files.walk(module.resolve(Path.of("src", "main")))) {
                for (Path file : files.toList()) {
                    changed.add(modified(file));
                }
            }
        }
        return Collections.max(changed).compareTo(Collections.min(built)) > 0;
    }

    private static FileTime modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file);
    }

    private void build() throws IOException, InterruptedException {
        if (ModuleFinder.ofSystem().find("jdk.compiler").isEmpty()) {
            throw failed(java + " belongs to no JDK (there is no javac); a JDK 17 or newer is needed to build");
        }
        OUT.println("building the services (first start only, a minute or two;");
        OUT.println("log: target/demo/build.log)");
        Path log = work.resolve("build.log");
        Files.writeString(building, "");
        loadAll();
        long began = System.nanoTime();
        Process maven = new ProcessBuilder(guarded(
                        "./mvnw",
                        "-B",
                        "-ntp",
                        "package",
                        "-Dchecks=false",
                        "-Dmaven.test.skip=true",
                        "-am",
                        "-pl",
                        String.join(",", SERVICES)))
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            while (maven.isAlive()) {
                pause();
            }
        } finally {
            // Tells the guard, if that was no end of its own.
            maven.getOutputStream().close();
            maven.waitFor();
        }
        if (maven.exitValue() != 0) {
            read(log).filter(line -> line.startsWith("[ERROR]")).limit(5).forEach(ERR::println);
            throw failed("the build failed; see target/demo/build.log");
        }
        for (Path module : modules()) {
            // So that whoever builds with the project's own checks does not take what was built without them for
            // checked.
            delete(module.resolve(Path.of("target", "maven-status")));
        }
        for (String service : SERVICES) {
            // What did not change keeps its date and would look stale for ever.
            Files.setLastModifiedTime(jar(service), FileTime.from(Instant.now()));
        }
        Files.delete(building);
        OUT.println("built in " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + "s");
    }

    /** The build replaces the files that the classes of this program come from. */
    private static void loadAll() {
        try {
            for (Class<?> part : Demo.class.getDeclaredClasses()) {
                Class.forName(part.getName());
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> files;
            try (Stream<Path> found = Files.walk(directory)) {
                files = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    // --- certificates ------------------------------------------------------------------------------------------------

    /** An authority of this checkout's own, and the certificate that it has given demo-backend; nobody else trusts it. */
    private final class Certificates {

        private static final String AUTHORITY = "authority";
        private static final List<String> NAMES = List.of(BACKEND, "localhost", "127.0.0.1");

        /** No secret: who can read the file may as well read this. */
        private static final String PASSWORD = "faultline";

        private static final Duration VALID = Duration.ofDays(365);
        private static final Duration SPARE = Duration.ofDays(30);

        private final Path directory = work.resolve("tls");

        /** Returns how the services, which are started in the root, call that file. */
        private Path file(String name) {
            return root.relativize(directory.resolve(name));
        }

        /** Returns the settings of a configuration of TLS that shows that certificate. */
        private List<String> keyStore(String configuration, String name) {
            String prefix = "quarkus.tls." + configuration + ".key-store.p12.";
            return List.of(prefix + "path=" + file(name + ".p12"), prefix + "password=" + PASSWORD);
        }

        /** Returns whether those that are there can be taken. */
        private boolean areGood(Instant now) {
            if (Files.notExists(directory.resolve("ca.pem"))) {
                return false;
            }
            try {
                KeyStore store =
                        KeyStore.getInstance(directory.resolve(BACKEND + ".p12").toFile(), PASSWORD.toCharArray());
                X509Certificate certificate = (X509Certificate) store.getCertificate(BACKEND);
                Collection<List<?>> names = certificate.getSubjectAlternativeNames();
                return certificate.getNotAfter().toInstant().isAfter(now.plus(SPARE))
                        && names != null
                        && names.stream().map(name -> name.get(1)).toList().equals(NAMES);
            } catch (GeneralSecurityException | IOException unusable) {
                return false;
            }
        }

        private void make() throws IOException, InterruptedException {
            delete(directory);
            Files.createDirectories(directory);
            String days = Long.toString(VALID.toDays());
            keytool(
                    "-genkeypair",
                    AUTHORITY,
                    "-alias",
                    AUTHORITY,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=Faultline demo authority",
                    "-validity",
                    days,
                    "-ext",
                    "bc:critical=ca:true",
                    "-ext",
                    "ku:critical=keyCertSign,cRLSign");
            keytool(
                    "-exportcert",
                    AUTHORITY,
                    "-alias",
                    AUTHORITY,
                    "-rfc",
                    "-file",
                    directory.resolve("new.pem").toString());
            keytool(
                    "-genkeypair",
                    BACKEND,
                    "-alias",
                    BACKEND,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + BACKEND,
                    "-validity",
                    days);
            String request = directory.resolve("request.pem").toString();
            String signed = directory.resolve("signed.pem").toString();
            keytool("-certreq", BACKEND, "-alias", BACKEND, "-file", request);
            String names = NAMES.stream()
                    .map(name -> (Character.isDigit(name.charAt(0)) ? "ip:" : "dns:") + name)
                    .collect(Collectors.joining(","));
            keytool(
                    "-gencert",
                    AUTHORITY,
                    "-alias",
                    AUTHORITY,
                    "-infile",
                    request,
                    "-outfile",
                    signed,
                    "-rfc",
                    "-validity",
                    days,
                    "-ext",
                    "san=" + names,
                    "-ext",
                    "eku=serverAuth");
            keytool(
                    "-importcert",
                    BACKEND,
                    "-alias",
                    AUTHORITY,
                    "-noprompt",
                    "-file",
                    directory.resolve("new.pem").toString());
            keytool("-importcert", BACKEND, "-alias", BACKEND, "-noprompt", "-file", signed);
            Files.delete(Path.of(request));
            Files.delete(Path.of(signed));
            // Last, so that it stands for all of them.
            Files.move(directory.resolve("new.pem"), directory.resolve("ca.pem"));
        }

        private void keytool(String command, String store, String... arguments)
                throws IOException, InterruptedException {
            List<String> all =
                    new ArrayList<>(List.of(java.resolveSibling("keytool").toString(), command));
            all.addAll(List.of("-keystore", directory.resolve(store + ".p12").toString()));
            all.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
            all.addAll(Arrays.asList(arguments));
            Path log = work.resolve("keytool.log");
            Process keytool = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (keytool.waitFor() != 0) {
                throw failed("keytool could not make a certificate; see target/demo/keytool.log");
            }
        }
    }

    // --- services ----------------------------------------------------------------------------------------------------

    /** The three services of one run, and what a cluster would do for them. */
    private final class Services {

        private final Options options;
        private final Experiment experiment;
        private final Map<String, Process> running = new HashMap<>();
        /** Here load-client finds which process stands for which pod, and tells for how long one is to stay down. */
        private final Path pods;

        private final Certificates certificates = new Certificates();

        Services(Options options, Experiment experiment) {
            this.options = options;
            this.experiment = experiment;
            this.pods = work.resolve("pods-" + options.port("--client-port"));
        }

        /** Returns the exit code of the whole. */
        int run(List<String> settings) throws IOException, InterruptedException {
            try {
                begin();
                if (isStale()) {
                    build();
                }
                prepare();
                if (options.tls && !certificates.areGood(Instant.now())) {
                    OUT.println("making certificates (once in a year)");
                    certificates.make();
                }
                return runExperiment(settings);
            } catch (Failed e) {
                return complain(e);
            } catch (Stopped e) {
                return endClient();
            } finally {
                endClient();
                endServices(GRACE);
            }
        }

        /** Makes the directories, and removes what an earlier run has told of its processes. */
        private void begin() throws IOException {
            try {
                Files.createDirectories(pods);
            } catch (IOException e) {
                throw failed("can't write to " + work);
            }
            for (String kind : List.of(".pid", ".pid.new", ".down", ".down.new")) {
                Files.deleteIfExists(pod(kind));
            }
        }

        private Path pod(String kind) {
            return pods.resolve(BACKEND + kind);
        }

        private int runExperiment(List<String> settings) throws IOException, InterruptedException {
            OUT.println("starting demo-backend, error-injector and load-client");
            Files.deleteIfExists(log(BACKEND));
            startBackend();
            startInjector();
            String dashboard = site("--client-port");
            Path file = experiment.file.startsWith(root) ? root.relativize(experiment.file) : experiment.file;
            List<String> run = new ArrayList<>(List.of(file.toString()));
            run.addAll(settings);
            run.addAll(List.of("--ready", "dashboard: " + dashboard));
            if (!options.once && isTerminal(1)) {
                String running = STILL_RUNNING.formatted(
                        dashboard,
                        dashboard + "api/stats",
                        traffic("--backend-port"),
                        traffic("--injector-port"),
                        site("--injector-control-port") + "api/faults");
                run.addAll(List.of(
                        "--stay", options.tls ? running + TRUSTED.formatted(certificates.file("ca.pem")) : running));
            }
            Process client = startClient(Redirect.INHERIT, run);
            awaitStart(client);
            while (client.isAlive()) {
                keepUp();
                pause();
            }
            if (ENDED_BY_SIGNAL.contains(client.exitValue())) {
                pause();
            }
            return client.exitValue();
        }

        private String site(String portOption) {
            return "http://localhost:" + options.port(portOption) + "/";
        }

        private String traffic(String portOption) {
            return options.tls ? site(portOption).replace("http:", "https:") : site(portOption);
        }

        /** The client waits for the others by itself; this only tells at once when one of them can't start. */
        private void awaitStart(Process client) throws IOException, InterruptedException {
            while (client.isAlive() && !areReady()) {
                for (String service : List.of(BACKEND, INJECTOR)) {
                    if (!isAlive(service)) {
                        // Before its command heeds no Ctrl-C it may be that which has ended it.
                        pause();
                        String said = read(log(service)).reduce("", (line, next) -> next);
                        throw failed(service + " ended while starting: " + said);
                    }
                }
                pause();
            }
        }

        private boolean areReady() {
            return isReady(ready("--backend-management-port")) && isReady(ready("--injector-control-port"));
        }

        private URI ready(String portOption) {
            return URI.create("http://127.0.0.1:" + options.port(portOption) + "/q/health/ready");
        }

        private static boolean isReady(URI url) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 1_000);
                socket.setSoTimeout(2_000);
                socket.getOutputStream().write(("GET " + url.getPath() + " HTTP/1.0\r\n\r\n").getBytes(US_ASCII));
                String status = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
                return status != null && status.contains(" 200 ");
            } catch (IOException notYet) {
                return false;
            }
        }

        /**
         * Plays the kubelet: starts the backend anew when an experiment has ended it, and not before the second that it
         * says. One that ended otherwise stays down: that is for the experiment to find.
         */
        private void keepUp() throws IOException {
            if (Files.exists(pod(".down")) && !isAlive(BACKEND)) {
                String until = Files.readString(pod(".down")).strip();
                if (Instant.now().getEpochSecond() >= Long.parseLong(until)) {
                    Files.delete(pod(".down"));
                    startBackend();
                }
            }
        }

        /** Has all three prepare faster starts, which takes some seconds, and once after a build. */
        private void prepare() throws IOException, InterruptedException {
            for (String service : SERVICES) {
                launch(service, Redirect.INHERIT, List.of("--prepare"));
            }
            for (Process preparing : List.copyOf(running.values())) {
                while (!preparing.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                    pause();
                }
            }
            running.clear();
        }

        private Path log(String service) {
            return work.resolve(service + ".log");
        }

        private void startBackend() throws IOException {
            List<String> settings = new ArrayList<>(List.of(
                    "quarkus.http.port=" + options.port("--backend-port"),
                    "quarkus.management.port=" + options.port("--backend-management-port"),
                    "faultline.backend.service-time=lognormal:2ms,10ms"));
            if (options.tls) {
                settings.addAll(certificates.keyStore("traffic", BACKEND));
            }
            Process backend = start(BACKEND, Redirect.appendTo(log(BACKEND).toFile()), settings, List.of());
            // Moved into place: whoever reads it finds all of it.
            Files.writeString(pod(".pid.new"), backend.pid() + "\n");
            Files.move(pod(".pid.new"), pod(".pid"), StandardCopyOption.ATOMIC_MOVE);
        }

        private void startInjector() throws IOException {
            List<String> settings = new ArrayList<>(List.of(
                    "faultline.injector.host=127.0.0.1",
                    "faultline.injector.port=" + options.port("--injector-port"),
                    "quarkus.http.port=" + options.port("--injector-control-port")));
            if (options.tls) {
                // Callers ask for the backend's name, whoever of the two they get to.
                settings.addAll(List.of(
                        "faultline.injector.tls.self-made=true",
                        "faultline.injector.tls.authority=" + Certificates.AUTHORITY,
                        "faultline.injector.tls.names=" + INJECTOR + "," + String.join(",", Certificates.NAMES)));
                settings.addAll(certificates.keyStore(Certificates.AUTHORITY, Certificates.AUTHORITY));
            }
            start(INJECTOR, Redirect.to(log(INJECTOR).toFile()), settings, List.of());
        }

        /** What it logs goes to a file: such lines would break the table. */
        private Process startClient(Redirect output, List<String> run) throws IOException {
            int backend = options.port("--backend-port");
            int injector = options.port("--injector-port");
            String backendReady = ready("--backend-management-port").toString();
            String injectorReady = ready("--injector-control-port").toString();
            List<String> arguments = new ArrayList<>(List.of("run", "--serve"));
            arguments.addAll(run);
            arguments.addAll(List.of("--wait-for", backendReady, "--wait-for", injectorReady));
            List<String> settings = new ArrayList<>(List.of(
                    "quarkus.http.port=" + options.port("--client-port"),
                    "quarkus.management.port=" + options.port("--client-management-port"),
                    "faultline.split.manifest=" + experiment.route().orElse("linkerd/http-route.yaml"),
                    "faultline.split.addresses=demo-backend=127.0.0.1:" + backend + ",error-injector=127.0.0.1:"
                            + injector,
                    "faultline.injector.control=http://127.0.0.1:" + options.port("--injector-control-port"),
                    "faultline.reports.directory=target/demo/reports",
                    "faultline.chaos.local=" + pods,
                    "quarkus.log.file.enabled=true",
                    "quarkus.log.file.path=target/demo/load-client.log",
                    "quarkus.log.console.enabled=false"));
            if (options.tls) {
                settings.add("quarkus.tls.calls.trust-store.pem.certs=" + certificates.file("ca.pem"));
            }
            return start(CLIENT, output, settings, arguments);
        }

        /** Starts a service. The first compiler alone starts with half the CPU and serves a demo's rates: docs/benchmarks.md. */
        private Process start(String service, Redirect output, List<String> settings, List<String> arguments)
                throws IOException {
            List<String> all = new ArrayList<>(List.of(
                    "-XX:TieredStopAtLevel=1",
                    service.equals(CLIENT) ? "-Xmx192m" : "-Xmx64m",
                    "-D" + END_AFTER_INPUT + "=" + (service.equals(CLIENT) ? Duration.ZERO : UNDOING),
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.management.host=127.0.0.1"));
            settings.forEach(setting -> all.add("-D" + setting));
            all.addAll(arguments);
            return launch(service, output, all);
        }

        private Process launch(String service, Redirect output, List<String> arguments) throws IOException {
            // Ctrl-C reaches all processes of the terminal; this one ends the others, in the right order.
            List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
            command.add(jar(service).resolveSibling(service).toString());
            command.addAll(arguments);
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(root.toFile()).redirectOutput(output);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = (output.equals(Redirect.INHERIT)
                            ? builder.redirectError(output)
                            : builder.redirectErrorStream(true))
                    .start();
            running.put(service, process);
            return process;
        }

        private boolean isAlive(String service) {
            Process process = running.get(service);
            return process != null && process.isAlive();
        }

        /** Ends the client, if it runs, and returns the exit code of the whole. */
        private int endClient() throws IOException, InterruptedException {
            Process client = running.remove(CLIENT);
            if (client == null) {
                return ABORTED;
            }
            terminate(client);
            // What it has taken down it wants to see up again.
            while (!client.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                keepUp();
            }
            // It knows best how the experiment ended; one that had not come to that yet ends by the signal itself.
            int code = client.exitValue();
            return ENDED_BY_SIGNAL.contains(code) ? ABORTED : code;
        }

        /** Sends SIGTERM. The process itself would close the input too, and the service would take that for our end. */
        private static void terminate(Process process) {
            process.toHandle().destroy();
        }

        private void endServices(Duration grace) throws IOException, InterruptedException {
            List<Process> left =
                    running.values().stream().filter(Process::isAlive).toList();
            running.clear();
            left.forEach(Services::terminate);
            if (!left.isEmpty()) {
                // One that an experiment lets stand still would not hear it.
                List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -CONT \"$@\" 2>&-", "sh"));
                left.forEach(process -> command.add(Long.toString(process.pid())));
                new ProcessBuilder(command).start().waitFor();
            }
            for (Process process : left) {
                if (!process.waitFor(grace.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }
}
