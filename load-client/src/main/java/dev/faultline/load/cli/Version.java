package dev.faultline.load.cli;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine;

/** What {@code --version} prints. */
final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = ConfigProvider.getConfig().getValue("quarkus.application.version", String.class);
        return new String[] {"Faultline load-client " + version};
    }
}
