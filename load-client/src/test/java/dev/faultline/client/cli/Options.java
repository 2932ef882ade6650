package dev.faultline.client.cli;

import java.util.List;
import picocli.CommandLine;

/** Reads the options of {@code attack} as its command line does. */
final class Options {

    private Options() {}

    static AttackOptions parse(List<String> arguments) {
        AttackOptions options = new AttackOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .setExpandAtFiles(false)
                .parseArgs(arguments.toArray(String[]::new));
        return options;
    }
}
