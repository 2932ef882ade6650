package dev.faultline.load.cli;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Without a subcommand this is the service: it runs until it is stopped. */
@CommandLine.Command(
        name = "load-client",
        description = "Steady, honestly measured load; experiments with a verdict. Without a command: serves the API.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {AttackCommand.class, RunCommand.class, DoctorCommand.class, SloCommand.class})
public class TopCommand implements Callable<Integer> {

    /** The exit code of input that can't be used. */
    static final int BAD_INPUT = 104;

    /** Returns the command line with all commands; its exit codes are those of the design. */
    public static CommandLine commandLine(CommandLine.IFactory factory) {
        CommandLine commandLine = new CommandLine(TopCommand.class, factory);
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
}
