package dev.faultline.client.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.client.text.DoctorTable;
import dev.faultline.mesh.doctor.Doctor;
import dev.faultline.mesh.doctor.DoctorFailed;
import dev.faultline.mesh.doctor.DoctorFailed.Reason;
import dev.faultline.mesh.doctor.Examination;
import dev.faultline.platform.wire.InvalidValue;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Says why a split does not do what its weights say; in a cluster, or from a desk with KUBECONFIG. */
@CommandLine.Command(
        name = "doctor",
        description = "Finds why a split silently does nothing; ends with 0 nothing wrong, 99 a problem,"
                + " 98 something could not be looked at, 104 bad input or no cluster.",
        versionProvider = TopCommand.Version.class,
        mixinStandardHelpOptions = true)
public class DoctorCommand implements Callable<Integer> {

    private static final int UNKNOWN = 98;

    private final Doctor doctor;
    private final ObjectMapper json;

    /** Set before {@link #call}. */
    @SuppressWarnings("NullAway.Init")
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @CommandLine.Option(
            names = "--service",
            paramLabel = "NAME",
            description = "the Service whose traffic is split; default: the one of the route that is steered")
    @Nullable
    String service;

    @CommandLine.Option(names = "--port", paramLabel = "N", description = "its port; default: the one of the route")
    @Nullable
    Integer port;

    @CommandLine.Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "the namespace of the Service; default: the own one, or that of the context")
    @Nullable
    String namespace;

    @CommandLine.Option(
            names = "--injector",
            paramLabel = "NAME",
            description = "the Service of the error injector; default: error-injector")
    @Nullable
    String injector;

    /** Read before the process starts. */
    @CommandLine.Mixin
    final TlsOptions tls = new TlsOptions();

    @CommandLine.Option(names = "--json", description = "prints one JSON document, and nothing else")
    boolean asJson;

    DoctorCommand(Doctor doctor, ObjectMapper json) {
        this.doctor = doctor;
        this.json = json;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Examination found = doctor.examine(new Doctor.Question(service, port, namespace, injector));
            out.print(
                    asJson
                            ? json.writeValueAsString(found) + "\n"
                            : DoctorTable.of(
                                    found, Terminal.on(out, Terminal.STDOUT).ink()));
            out.flush();
            return found.exitCode();
        } catch (InvalidValue e) {
            return failed(err, "--" + e.getMessage(), TopCommand.BAD_INPUT);
        } catch (DoctorFailed e) {
            return failed(err, e.getMessage(), e.reason() == Reason.NO_CLUSTER ? TopCommand.BAD_INPUT : UNKNOWN);
        }
    }

    private static int failed(PrintWriter err, String message, int code) {
        err.println(message);
        err.flush();
        return code;
    }
}
