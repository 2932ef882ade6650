package dev.faultline.client.cli;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine;

/** Without a subcommand this is the service: it runs until it is stopped. */
@CommandLine.Command(
        name = "load-client",
        description = "Steady, honestly measured load; experiments with a verdict. Without a command: serves the API.",
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            AttackCommand.class,
            CompareCommand.class,
            LearnCommand.class,
            MergeCommand.class,
            RunCommand.class,
            SenderCommand.class,
            DoctorCommand.class,
            SloCommand.class
        })
public class TopCommand implements Callable<Integer> {

    /** The exit code of input that can't be used. */
    public static final int BAD_INPUT = 104;

    /** Read before the process starts; here so that each command knows it and tells of it. */
    @CommandLine.Option(
            names = "--verbose",
            scope = CommandLine.ScopeType.INHERIT,
            description = "logs what it does on standard error, not only what is wrong")
    boolean verbose;

    /** Returns the command line with all commands; its exit codes are those of the design. */
    public static CommandLine commandLine(CommandLine.IFactory factory) {
        CommandLine commandLine = new CommandLine(TopCommand.class, factory);
        // As in curl, -d @FILE names a file of data and not one of arguments.
        commandLine.setExpandAtFiles(false);
        // One clear line, not the whole usage.
        commandLine.setParameterExceptionHandler((problem, args) -> {
            problem.getCommandLine().getErr().println(complaint(problem));
            return BAD_INPUT;
        });
        return commandLine;
    }

    /** Returns what is wrong with the arguments, in one line. */
    static String complaint(CommandLine.ParameterException problem) {
        return problem.getMessage() + " (--help tells more)";
    }

    @Override
    public Integer call() {
        Quarkus.waitForExit();
        return 0;
    }

    /** What {@code --version} prints. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
            return new String[] {"Faultline load-client " + version};
        }
    }
}
