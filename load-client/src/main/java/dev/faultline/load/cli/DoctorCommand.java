package dev.faultline.load.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.doctor.Doctor;
import dev.faultline.load.doctor.DoctorFailed;
import dev.faultline.load.doctor.DoctorFailed.Reason;
import dev.faultline.load.doctor.Examination;
import dev.faultline.load.doctor.Question;
import dev.faultline.load.doctor.TextTable;
import dev.faultline.wire.InvalidValue;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Says why a split does not do what its weights say; in a cluster, or from a desk with KUBECONFIG. */
@CommandLine.Command(
        name = "doctor",
        description = "Finds why a split silently does nothing; ends with 0 nothing wrong, 99 a problem,"
                + " 98 something could not be looked at, 104 bad input or no cluster.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true)
public class DoctorCommand implements Callable<Integer> {

    private static final int UNKNOWN = 98;

    private final Doctor doctor;
    private final ObjectMapper json;

    @CommandLine.Spec
    CommandLine.Model.@Nullable CommandSpec spec;

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

    @CommandLine.Option(names = "--json", description = "prints one JSON document, and nothing else")
    boolean asJson;

    DoctorCommand(Doctor doctor, ObjectMapper json) {
        this.doctor = doctor;
        this.json = json;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        if (spec == null) {
            throw new AssertionError("picocli sets it");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Examination found = doctor.examine(new Question(service, port, namespace, injector));
            out.print(
                    asJson
                            ? json.writeValueAsString(found) + "\n"
                            : TextTable.of(
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
