package dev.faultline.learn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.faultline.learn", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule IT_STANDS_ON_THE_LOAD_ENGINE_AND_THE_PLATFORM_ONLY = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.faultline..")
                    .and(resideOutsideOfPackages(
                            "dev.faultline.learn..", "dev.faultline.load..", "dev.faultline.platform..")));

    @ArchTest
    static final ArchRule IT_KNOWS_NO_QUARKUS_NO_VERTX_AND_NO_KUBERNETES = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.quarkus..", "io.vertx..", "io.netty..", "io.fabric8..");

    @ArchTest
    static final ArchRule TIME_IS_A_PARAMETER = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule CHAPTERS_HAVE_NO_CYCLES_THE_ROOT_INCLUDED =
            slices().matching("dev.faultline.(**)").should().beFreeOfCycles();
}
