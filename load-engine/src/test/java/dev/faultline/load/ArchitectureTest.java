package dev.faultline.load;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.faultline.load", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule IT_STANDS_ON_THE_PLATFORM_ONLY = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.faultline..")
                    .and(resideOutsideOfPackages("dev.faultline.load..", "dev.faultline.platform..")));

    @ArchTest
    static final ArchRule IT_KNOWS_NO_QUARKUS_AND_NO_KUBERNETES =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("jakarta..", "io.quarkus..", "io.fabric8..");

    @ArchTest
    static final ArchRule ONLY_ONE_CHAPTER_KNOWS_THE_WIRE = noClasses()
            .that()
            .resideOutsideOfPackage("..load.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule TIME_IS_A_PARAMETER = noClasses()
            .that()
            .resideOutsideOfPackage("..load.http..")
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
