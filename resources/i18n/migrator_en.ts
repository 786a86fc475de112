<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Kinds</name>
    <message numerus="yes">
        <source>%n space(s)</source>
        <translation>
            <numerusform>%n space</numerusform>
            <numerusform>%n spaces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n environment(s)</source>
        <translation>
            <numerusform>%n environment</numerusform>
            <numerusform>%n environments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n project group(s)</source>
        <translation>
            <numerusform>%n project group</numerusform>
            <numerusform>%n project groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tag set(s)</source>
        <translation>
            <numerusform>%n tag set</numerusform>
            <numerusform>%n tag sets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n proxy(ies)</source>
        <translation>
            <numerusform>%n proxy</numerusform>
            <numerusform>%n proxies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n Git credential(s)</source>
        <translation>
            <numerusform>%n Git credential</numerusform>
            <numerusform>%n Git credentials</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n feed(s)</source>
        <translation>
            <numerusform>%n feed</numerusform>
            <numerusform>%n feeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker pool(s)</source>
        <translation>
            <numerusform>%n worker pool</numerusform>
            <numerusform>%n worker pools</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lifecycle(s)</source>
        <translation>
            <numerusform>%n lifecycle</numerusform>
            <numerusform>%n lifecycles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n team(s)</source>
        <translation>
            <numerusform>%n team</numerusform>
            <numerusform>%n teams</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>variables of %n tenant(s)</source>
        <translation>
            <numerusform>variables of %n tenant</numerusform>
            <numerusform>variables of %n tenants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n variable template(s)</source>
        <translation>
            <numerusform>%n variable template</numerusform>
            <numerusform>%n variable templates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tenant(s)</source>
        <translation>
            <numerusform>%n tenant</numerusform>
            <numerusform>%n tenants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n account</numerusform>
            <numerusform>%n accounts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s)</source>
        <translation>
            <numerusform>%n certificate</numerusform>
            <numerusform>%n certificates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n machine policy(ies)</source>
        <translation>
            <numerusform>%n machine policy</numerusform>
            <numerusform>%n machine policies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step template(s)</source>
        <translation>
            <numerusform>%n step template</numerusform>
            <numerusform>%n step templates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n library variable set(s)</source>
        <translation>
            <numerusform>%n library variable set</numerusform>
            <numerusform>%n library variable sets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n script module(s)</source>
        <translation>
            <numerusform>%n script module</numerusform>
            <numerusform>%n script modules</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deployment target(s)</source>
        <translation>
            <numerusform>%n deployment target</numerusform>
            <numerusform>%n deployment targets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n project(s)</source>
        <translation>
            <numerusform>%n project</numerusform>
            <numerusform>%n projects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) to Git</source>
        <translation>
            <numerusform>%n link to Git</numerusform>
            <numerusform>%n links to Git</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runbook(s)</source>
        <translation>
            <numerusform>%n runbook</numerusform>
            <numerusform>%n runbooks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n release(s)</source>
        <translation>
            <numerusform>%n release</numerusform>
            <numerusform>%n releases</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runbook snapshot(s)</source>
        <translation>
            <numerusform>%n runbook snapshot</numerusform>
            <numerusform>%n runbook snapshots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n process(es)</source>
        <translation>
            <numerusform>%n process</numerusform>
            <numerusform>%n processes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trigger(s)</source>
        <translation>
            <numerusform>%n trigger</numerusform>
            <numerusform>%n triggers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n subscription(s)</source>
        <translation>
            <numerusform>%n subscription</numerusform>
            <numerusform>%n subscriptions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n user</numerusform>
            <numerusform>%n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s)</source>
        <translation>
            <numerusform>%n worker</numerusform>
            <numerusform>%n workers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tag(s)</source>
        <translation>
            <numerusform>%n tag</numerusform>
            <numerusform>%n tags</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user role(s)</source>
        <translation>
            <numerusform>%n user role</numerusform>
            <numerusform>%n user roles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n logo(s)</source>
        <translation>
            <numerusform>%n logo</numerusform>
            <numerusform>%n logos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>build information of %n package(s)</source>
        <translation>
            <numerusform>build information of %n package</numerusform>
            <numerusform>build information of %n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n package(s)</source>
        <translation>
            <numerusform>%n package</numerusform>
            <numerusform>%n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deployment freeze(s)</source>
        <translation>
            <numerusform>%n deployment freeze</numerusform>
            <numerusform>%n deployment freezes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>roles of teams in %n space(s)</source>
        <translation>
            <numerusform>roles of teams in %n space</numerusform>
            <numerusform>roles of teams in %n spaces</numerusform>
        </translation>
    </message>
</context>
</TS>
