package dev.faultline.load.cli;

import dev.faultline.wire.InvalidValue;
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
 * What must be known of the arguments before the process starts: the settings that {@code attack} implies. What is wrong
 * with its options shows here too, and that there is no such command: in a moment and not after a start.
 */
public final class BeforeStart {

    private static final String ATTACK = "attack";
    private static final String RUN = "run";

    /** They ask others, so they open no ports. */
    private static final Set<String> ASKING = Set.of("doctor", "slo");

    private static final Set<String> HELP = Set.of("--help", "-h", "--version", "-V");

    private BeforeStart() {}

    /** Returns the exit code if there is nothing to start, after saying why. Sets system properties else. */
    public static OptionalInt prepare(String... args) {
        if (Arrays.stream(args).anyMatch(HELP::contains)) {
            // Who asks for help must get it while the ports are taken, too.
            silent().forEach(BeforeStart::setUnlessSet);
            return OptionalInt.empty();
        }
        if (args.length == 0) {
            return OptionalInt.empty();
        }
        try {
            if (args[0].equals(ATTACK)) {
                prepareAttack(Arrays.copyOfRange(args, 1, args.length));
            } else {
                CommandLine.ParseResult unused = new CommandLine(top()).parseArgs(args);
            }
            if (ASKING.contains(args[0])) {
                silent().forEach(BeforeStart::setUnlessSet);
            }
            return OptionalInt.empty();
        } catch (CommandLine.ParameterException e) {
            System.err.println(TopCommand.complaint(e));
        } catch (InvalidValue e) {
            System.err.println(e.getMessage());
        }
        return OptionalInt.of(TopCommand.BAD_INPUT);
    }

    /** Of the commands only their names: what else is theirs they say themselves. */
    private static CommandLine.Model.CommandSpec top() {
        CommandLine.Model.CommandSpec top =
                CommandLine.Model.CommandSpec.create().name("load-client");
        for (String name : List.of(ATTACK, RUN, "doctor", "slo")) {
            CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();
            command.parser().unmatchedArgumentsAllowed(true);
            top.addSubcommand(name, command);
        }
        return top;
    }

    private static void prepareAttack(String... args) {
        AttackOptions options = new AttackOptions();
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create()
                .name("load-client " + ATTACK)
                .mixinStandardHelpOptions(true);
        spec.addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options));
        CommandLine.ParseResult unused = new CommandLine(spec).parseArgs(args);
        options.order();
        options.process.settings(BeforeStart::setting).forEach(System::setProperty);
        implied(options).forEach(BeforeStart::setUnlessSet);
    }

    private static Map<String, String> implied(AttackOptions options) {
        // A service may run on this machine already; whoever measures by hand needs no second one.
        Map<String, String> settings = options.process.serve ? quiet() : silent();
        options.load.bodies().ifPresent(directory -> settings.put("faultline.load.bodies", directory.toString()));
        return settings;
    }

    /** Opens no ports, and says nothing of the start. */
    private static Map<String, String> silent() {
        Map<String, String> settings = quiet();
        settings.put("quarkus.http.host-enabled", "false");
        settings.put("quarkus.management.host-enabled", "false");
        return settings;
    }

    private static Map<String, String> quiet() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.log.category.\"io.quarkus\".level", "WARN");
        return settings;
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
