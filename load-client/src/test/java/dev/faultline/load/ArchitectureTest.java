package dev.faultline.load;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;

@AnalyzeClasses(packages = "dev.faultline.load", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule PURE_PACKAGES_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(
                    "..load.pace..",
                    "..load.plan..",
                    "..load.measure..",
                    "..load.drive..",
                    "..load.export..",
                    "..load.slo..",
                    "..load.split..",
                    "..load.watch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..", "io.netty..", "org.jboss..");

    @ArchTest
    static final ArchRule AN_EXPERIMENT_KNOWS_NO_TRANSPORT = noClasses()
            .that()
            .resideInAPackage("..load.experiment..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta..", "io.quarkus..", "io.vertx..", "io.netty..", "..load.send..", "..load.api..");

    @ArchTest
    static final ArchRule TIME_AND_CHANCE_ARE_PARAMETERS = noClasses()
            .that()
            .resideInAnyPackage("..load.pace..", "..load.measure..", "..load.slo..", "..load.split..", "..load.watch..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule NOTHING_IS_INJECTED_INTO_FIELDS = noFields().should().beAnnotatedWith(Inject.class);

    @ArchTest
    static final ArchRule RESOURCES_ARE_NOBODY_ELSES = fields().that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(Path.class)
            .should()
            .beFinal()
            .andShould()
            .bePrivate();

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.faultline.load.(*)..").should().beFreeOfCycles();
}
