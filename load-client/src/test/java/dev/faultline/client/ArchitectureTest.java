package dev.faultline.client;

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

@AnalyzeClasses(packages = "dev.faultline.client", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule IT_KNOWS_NO_OTHER_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.faultline.injector..", "dev.faultline.backend..");

    @ArchTest
    static final ArchRule ONLY_THE_WIRING_KNOWS_KUBERNETES = noClasses()
            .that()
            .resideOutsideOfPackage("..client.wiring..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule TEXT_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("..client.text..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..", "io.netty..", "org.jboss..");

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
    static final ArchRule CHAPTERS_HAVE_NO_CYCLES_THE_ROOT_INCLUDED =
            slices().matching("dev.faultline.(**)").should().beFreeOfCycles();
}
