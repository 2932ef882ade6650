package dev.faultline.injector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;

@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "dev.faultline.injector";

    /** Each package with a name of its own, the root one included, which a pattern of packages would leave out. */
    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    /**
     * A plan's way from the API to the wire enters each package once: the API reads a plan and hands it to control, which
     * keeps it and prepares what decides; the server asks that about each request, and performs what it says.
     */
    @ArchTest
    static final ArchRule A_PLAN_GOES_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("wiring")
            .definedBy(ROOT)
            .layer("api")
            .definedBy(ROOT + ".api")
            .layer("server")
            .definedBy(ROOT + ".server")
            .layer("tls")
            .definedBy(ROOT + ".tls")
            .layer("control")
            .definedBy(ROOT + ".control")
            .layer("observe")
            .definedBy(ROOT + ".observe")
            .layer("decide")
            .definedBy(ROOT + ".decide")
            .layer("plan")
            .definedBy(ROOT + ".plan")
            .layer("faults")
            .definedBy(ROOT + ".fault", ROOT + ".delay", ROOT + ".when")
            .layer("value")
            .definedBy(ROOT + ".value")
            .whereLayer("wiring")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("api")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("wiring", "api")
            .whereLayer("tls")
            .mayOnlyBeAccessedByLayers("wiring", "api", "server")
            .whereLayer("control")
            .mayOnlyBeAccessedByLayers("wiring", "api", "server")
            .whereLayer("observe")
            .mayOnlyBeAccessedByLayers("wiring", "server")
            .whereLayer("decide")
            .mayOnlyAccessLayers("plan", "faults", "value")
            .whereLayer("plan")
            .mayOnlyAccessLayers("faults", "value")
            .whereLayer("faults")
            .mayOnlyAccessLayers("value")
            .whereLayer("value")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule NO_CYCLES = slices().assignedFrom(PACKAGES).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PURE_PACKAGES_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage("..value..", "..delay..", "..when..", "..fault..", "..plan..", "..decide..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta..", "io.quarkus..", "io.vertx..", "io.netty..", "io.micrometer..", "org.jboss..");

    @ArchTest
    static final ArchRule NO_FIELD_INJECTION = noFields().should().beAnnotatedWith(Inject.class);

    @ArchTest
    static final ArchRule RESOURCES_ARE_NOT_PUBLIC =
            classes().that().areAnnotatedWith(Path.class).should().notBePublic();
}
