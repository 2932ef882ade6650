package dev.faultline.client.cli;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine;

/**
 * What must be known of the arguments before the process starts: the settings that the commands imply. What is wrong with
 * the options of {@code attack} and {@code run} shows here too, and that there is no such command: in a moment and not
 * after a start.
 */
public final class Preflight {

    private static final String ATTACK = "attack";
    private static final String COMPARE = "compare";
    private static final String LEARN = "learn";
    private static final String RUN = "run";
    private static final String SENDER = "sender";

    /** They ask others, or read files: they open no ports. */
    private static final Set<String> ASKING = Set.of("doctor", "merge", "slo");

    private static final String VERBOSE = "--verbose";
    private static final Set<String> HELP = Set.of("--help", "-h", "--version", "-V");

    private Preflight() {}

    /** Returns the exit code if there is nothing to start, after saying why. Sets system properties else. */
    public static OptionalInt prepare(String... args) {
        if (Arrays.stream(args).anyMatch(HELP::contains)) {
            // Who asks for help must get it while the ports are taken, too.
            closed().forEach(Preflight::setUnlessSet);
            quiet().forEach(Preflight::setUnlessSet);
            return OptionalInt.empty();
        }
        String[] others = Arrays.stream(args)
                .filter(argument -> !argument.equals(VERBOSE))
                .toArray(String[]::new);
        if (others.length == 0) {
            return OptionalInt.empty();
        }
        try {
            Map<String, String> settings = new LinkedHashMap<>(implied(others));
            // A sender is a service, whose log is all that it says.
            if (others.length == args.length && !others[0].equals(SENDER)) {
                settings.putAll(quiet());
            }
            settings.forEach(Preflight::setUnlessSet);
            return OptionalInt.empty();
        } catch (CommandLine.ParameterException e) {
            System.err.println(TopCommand.complaint(e));
        } catch (InvalidValue | NoSuchFileException e) {
            System.err.println(e.getMessage());
        }
        return OptionalInt.of(TopCommand.BAD_INPUT);
    }

    private static Map<String, String> implied(String... args) throws NoSuchFileException {
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        return switch (args[0]) {
            case ATTACK -> attack(rest);
            case COMPARE -> compare(rest);
            case LEARN -> learn(rest);
            case RUN -> run(rest);
            case SENDER -> sender(rest);
            default -> {
                new CommandLine(top()).parseArgs(args);
                tls(rest).settings().forEach(System::setProperty);
                yield ASKING.contains(args[0]) ? closed() : Map.of();
            }
        };
    }

    /** Of the rest of the options they say themselves what is wrong. */
    private static TlsOptions tls(String... args) {
        TlsOptions options = new TlsOptions();
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.forAnnotatedObject(options);
        spec.parser().unmatchedArgumentsAllowed(true);
        new CommandLine(spec).parseArgs(args);
        return options;
    }

    /** Of the commands only their names: what else is theirs they say themselves. */
    private static CommandLine.Model.CommandSpec top() {
        CommandLine.Model.CommandSpec top =
                CommandLine.Model.CommandSpec.create().name("load-client");
        for (String name : List.of(ATTACK, COMPARE, LEARN, "merge", RUN, SENDER, "doctor", "slo")) {
            CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();
            command.parser().unmatchedArgumentsAllowed(true);
            top.addSubcommand(name, command);
        }
        return top;
    }

    private static Map<String, String> attack(String... args) {
        AttackOptions options = new AttackOptions();
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create()
                .name("load-client " + ATTACK)
                .mixinStandardHelpOptions(true);
        spec.addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options));
        new CommandLine(spec).setExpandAtFiles(false).parseArgs(args);
        options.order();
        options.process.settings(Preflight::setting).forEach(System::setProperty);
        options.tls.settings().forEach(System::setProperty);
        // A service may run on this machine already; whoever measures by hand needs no second one.
        Map<String, String> settings = options.process.serve ? new LinkedHashMap<>() : closed();
        options.load.bodies().ifPresent(directory -> settings.put("faultline.load.bodies", directory.toString()));
        return settings;
    }

    private static Map<String, String> run(String... args) throws NoSuchFileException {
        RunCommand.Options options = new RunCommand.Options();
        parse(RUN, options, args);
        if (!Files.exists(options.file)) {
            throw new NoSuchFileException(RunCommand.missing(options.file));
        }
        options.tls.settings().forEach(System::setProperty);
        Map<String, String> settings = options.serves() ? new LinkedHashMap<>() : closed();
        // Where it is started, as for all other files that experiments name.
        settings.put("faultline.learn.files", ".");
        return settings;
    }

    private static Map<String, String> learn(String... args) {
        LearnCommand.Options options = new LearnCommand.Options();
        parse(LEARN, options, args);
        Map<String, String> settings = closed();
        settings.putAll(options.source.settings());
        options.source.tls().settings().forEach(System::setProperty);
        if (options.put != null && !options.put.isEmpty()) {
            settings.put("faultline.injector.control", options.put);
        }
        return settings;
    }

    private static Map<String, String> compare(String... args) {
        CompareCommand.Options options = new CompareCommand.Options();
        parse(COMPARE, options, args);
        Map<String, String> settings = closed();
        settings.putAll(options.source.settings());
        options.source.tls().settings().forEach(System::setProperty);
        return settings;
    }

    private static void parse(String name, Object options, String... args) {
        CommandLine.Model.CommandSpec spec =
                CommandLine.Model.CommandSpec.forAnnotatedObject(options).name("load-client " + name);
        new CommandLine(spec).parseArgs(args);
    }

    private static Map<String, String> sender(String... args) {
        SenderCommand.Options options = new SenderCommand.Options();
        parse(SENDER, options, args);
        options.tls.settings().forEach(System::setProperty);
        Map<String, String> settings = new LinkedHashMap<>();
        // Without a delay of any length nothing is told before the ports close.
        settings.put("quarkus.shutdown.delay", "1ms");
        if (options.port != null) {
            Require.between("--port", options.port, 1, 65_535);
            settings.put("quarkus.http.port", options.port.toString());
            settings.put("quarkus.management.port", "0");
        }
        return settings;
    }

    /** Opens no ports. */
    private static Map<String, String> closed() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.http.host-enabled", "false");
        settings.put("quarkus.management.host-enabled", "false");
        return settings;
    }

    /** A command's own output and what is logged share a terminal: only what is wrong is logged. */
    private static Map<String, String> quiet() {
        return Map.of("quarkus.log.level", "WARN");
    }

    private static void setUnlessSet(String name, String value) {
        if (setting(name).isEmpty()) {
            System.setProperty(name, value);
        }
    }

    private static Optional<String> setting(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return Optional.ofNullable(System.getProperty(name)).or(() -> Optional.ofNullable(System.getenv(variable)));
    }
}
