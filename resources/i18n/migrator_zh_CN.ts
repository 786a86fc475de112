<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ChoiceTree</name>
    <message>
        <source>Spaces and projects</source>
        <translation>空间和项目</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>Without a group</source>
        <translation>未分组</translation>
    </message>
    <message>
        <source>%1 (disabled)</source>
        <translation>%1（已禁用）</translation>
    </message>
    <message>
        <source>Nothing fits the search.</source>
        <translation>没有符合搜索的内容。</translation>
    </message>
</context>
<context>
    <name>ChoosePage</name>
    <message>
        <source>&amp;Everything in the ticked spaces</source>
        <translation>所选空间中的全部内容(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Only the ticked projects and what they need</source>
        <translation>仅所选项目及其所需内容(&amp;O)</translation>
    </message>
    <message>
        <source>Name of a space, group or project</source>
        <translation>空间、组或项目的名称</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Ticked</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>Not ticked</source>
        <translation>未选</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>已禁用</translation>
    </message>
    <message>
        <source>Sea&amp;rch</source>
        <translation>搜索(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;how</source>
        <translation>显示(&amp;H)</translation>
    </message>
    <message>
        <source>What comes a&amp;long, and why</source>
        <translation>随同迁移的内容及原因(&amp;L)</translation>
    </message>
    <message>
        <source>What comes along</source>
        <translation>随同迁移的内容</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Because of</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Leave ou&amp;t</source>
        <translation>排除(&amp;T)</translation>
    </message>
    <message>
        <source>Kind and name with * and ?, separated by commas.</source>
        <translation>类型和名称，可用 * 和 ?，以逗号分隔。</translation>
    </message>
    <message>
        <source>Also what is &amp;disabled</source>
        <translation>包括已禁用的内容(&amp;D)</translation>
    </message>
    <message>
        <source>Leave out b&amp;y pattern</source>
        <translation>按模式排除(&amp;Y)</translation>
    </message>
    <message>
        <source>What should move?</source>
        <translation>要迁移哪些内容？</translation>
    </message>
    <message>
        <source>What a project needs comes along by itself. Nothing is removed anywhere.</source>
        <translation>项目所需的内容会自动随同迁移，任何地方都不会删除数据。</translation>
    </message>
    <message>
        <source>“%1” is not of the form kind:pattern, such as tenants:Test*.</source>
        <translation>“%1”不符合“类型:模式”的形式，例如 tenants:Test*。</translation>
    </message>
    <message>
        <source>%1, %2, %3 documents, %4</source>
        <translation>%1，%2，%3 个文档，%4</translation>
    </message>
    <message>
        <source>Brings along %1, because for example %2 needs %3.</source>
        <translation>随同迁移%1，例如 %2 需要 %3。</translation>
    </message>
    <message>
        <source>%1 documents that something needs are left out.</source>
        <translation>有 %1 个被引用的文档被排除。</translation>
    </message>
</context>
<context>
    <name>CloudPage</name>
    <message>
        <source>Spaces</source>
        <translation>空间</translation>
    </message>
    <message>
        <source>Octopus Cloud instance</source>
        <translation>Octopus Cloud 实例</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>API &amp;key</source>
        <translation>API 密钥(&amp;K)</translation>
    </message>
    <message>
        <source>Acc&amp;ess token</source>
        <translation>访问令牌(&amp;E)</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>登录方式</translation>
    </message>
    <message>
        <source>API ke&amp;y</source>
        <translation>API 密钥(&amp;Y)</translation>
    </message>
    <message>
        <source>In Octopus Cloud: your name at the lower left, Profile, My API keys, New.</source>
        <translation>在 Octopus Cloud 中：左下角您的名字 &gt; Profile &gt; My API keys &gt; New。</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>Must last as long as the upload.</source>
        <translation>有效期须覆盖整个上传过程。</translation>
    </message>
    <message>
        <source>&amp;Connection options</source>
        <translation>连接选项(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Test connection</source>
        <translation>测试连接(&amp;T)</translation>
    </message>
    <message>
        <source>As the system says</source>
        <translation>按系统设置</translation>
    </message>
    <message>
        <source>Pro&amp;xy</source>
        <translation>代理(&amp;X)</translation>
    </message>
    <message>
        <source>Requests at &amp;once</source>
        <translation>并发请求数(&amp;O)</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Certificates to t&amp;rust</source>
        <translation>受信任的证书(&amp;R)</translation>
    </message>
    <message>
        <source>Only where the company&apos;s proxy has its own; else the system&apos;s are used.</source>
        <translation>仅当公司代理使用自有证书时填写，否则使用系统证书。</translation>
    </message>
    <message>
        <source>Which Octopus Cloud?</source>
        <translation>迁移到哪个 Octopus Cloud？</translation>
    </message>
    <message>
        <source>Test looks at the instance and at what the key may do. It writes nothing.</source>
        <translation>测试会查看实例和密钥的权限，不写入任何内容。</translation>
    </message>
    <message>
        <source>Asking what the key may do</source>
        <translation>正在查询密钥的权限</translation>
    </message>
    <message>
        <source>Type the instance&apos;s address.</source>
        <translation>请输入实例地址。</translation>
    </message>
    <message>
        <source>Paste an API key.</source>
        <translation>请粘贴 API 密钥。</translation>
    </message>
    <message>
        <source>Paste an access token.</source>
        <translation>请粘贴访问令牌。</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>按任务文件中的设置</translation>
    </message>
    <message>
        <source>Octopus Cloud</source>
        <translation>Octopus Cloud</translation>
    </message>
    <message>
        <source>Octopus Server</source>
        <translation>Octopus Server</translation>
    </message>
    <message>
        <source>Connected: %1 %2, signed in as %3</source>
        <translation>已连接：%1 %2，登录身份 %3</translation>
    </message>
    <message>
        <source>Rate limit</source>
        <translation>速率限制</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Tasks at once</source>
        <translation>并发任务数</translation>
    </message>
    <message>
        <source>none for this key</source>
        <translation>此密钥无限制</translation>
    </message>
    <message>
        <source>%1 requests a minute: %2 for %3 documents at least</source>
        <translation>每分钟 %1 个请求：%3 个文档至少需要%2</translation>
    </message>
    <message>
        <source>%1 of %2 %3</source>
        <translation>%3：%1/%2</translation>
    </message>
    <message>
        <source>without limits that matter here</source>
        <translation>没有与此相关的限制</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
</context>
<context>
    <name>Durations</name>
    <message>
        <source>less than a minute</source>
        <translation>不到一分钟</translation>
    </message>
    <message>
        <source>about %1 min</source>
        <translation>约 %1 分钟</translation>
    </message>
    <message>
        <source>about %1 h %2 min</source>
        <translation>约 %1 小时 %2 分钟</translation>
    </message>
</context>
<context>
    <name>ErrorPanel</name>
    <message>
        <source>&amp;Details</source>
        <translation>详情(&amp;D)</translation>
    </message>
    <message>
        <source>Cop&amp;y</source>
        <translation>复制(&amp;Y)</translation>
    </message>
    <message>
        <source>Doc&amp;umentation</source>
        <translation>文档(&amp;U)</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>This is a bug of the migrator (%1), not of your data.</source>
        <translation>这是迁移工具自身的缺陷（%1），与您的数据无关。</translation>
    </message>
    <message>
        <source>Trying again is safe. Please report the details below.</source>
        <translation>可以安全地重试。请反馈下方的详情。</translation>
    </message>
</context>
<context>
    <name>FindingGroup</name>
    <message>
        <source>%1 (and %2 more)</source>
        <translation>%1（另有 %2 个）</translation>
    </message>
    <message>
        <source>%1 places</source>
        <translation>%1 处</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>另有 %1 个</translation>
    </message>
</context>
<context>
    <name>FindingList</name>
    <message>
        <source>and %1 more</source>
        <translation>另有 %1 个</translation>
    </message>
</context>
<context>
    <name>FinishPage</name>
    <message>
        <source>Left to do by hand</source>
        <translation>需手动完成</translation>
    </message>
    <message>
        <source>Open the &amp;folder</source>
        <translation>打开文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Keep a record</source>
        <translation>保存记录</translation>
    </message>
    <message>
        <source>Save as &amp;HTML...</source>
        <translation>另存为 HTML(&amp;H)...</translation>
    </message>
    <message>
        <source>CS&amp;V...</source>
        <translation>CSV(&amp;V)...</translation>
    </message>
    <message>
        <source>&amp;JSON...</source>
        <translation>JSON(&amp;J)...</translation>
    </message>
    <message>
        <source>Support b&amp;undle...</source>
        <translation>支持信息包(&amp;U)...</translation>
    </message>
    <message>
        <source>The bundle holds versions, job, plan, journal, report and log for whoever helps you. Secrets are taken out.</source>
        <translation>其中包含版本、任务、计划、日志、报告等信息，供协助者使用，机密已移除。</translation>
    </message>
    <message>
        <source>The same without this &amp;window</source>
        <translation>不用此窗口完成同样操作(&amp;W)</translation>
    </message>
    <message>
        <source>The job file holds your answers and no secret; it asks for those that you typed. Run again, it writes only what has changed since.</source>
        <translation>任务文件保存您的回答，不含机密；运行时会询问您输入过的机密。再次运行只写入有变化的内容。</translation>
    </message>
    <message>
        <source>The package is ready</source>
        <translation>包已就绪</translation>
    </message>
    <message>
        <source>Not verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Almost complete</source>
        <translation>基本完成</translation>
    </message>
    <message>
        <source>Hand it over, and tell the passphrase by another way.</source>
        <translation>请交付此文件，并通过其他途径告知口令。</translation>
    </message>
    <message>
        <source>Your server was only read: it is as it was.</source>
        <translation>您的服务器只被读取，保持原样。</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>%1 documents and %2 secrets are sealed in one file.</source>
        <translation>%1 个文档和 %2 个机密已封装到一个文件中。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>All %1 compared documents are equal.</source>
        <translation>比较的 %1 个文档全部一致。</translation>
    </message>
    <message>
        <source>%1 are equal, %2 are not.</source>
        <translation>%1 个一致，%2 个不一致。</translation>
    </message>
    <message>
        <source>The report names each.</source>
        <translation>报告列出每一项。</translation>
    </message>
    <message>
        <source>Octopus Cloud</source>
        <translation>Octopus Cloud</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>已写入</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求数</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>%1 of %2 done. The ticks are kept.</source>
        <translation>已完成 %1/%2，勾选会被保留。</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>For programs (*.json)</source>
        <translation>供程序使用 (*.json)</translation>
    </message>
    <message>
        <source>Archive (*.zip)</source>
        <translation>压缩包 (*.zip)</translation>
    </message>
    <message>
        <source>Writing the bundle</source>
        <translation>正在写入信息包</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>已保存：%1</translation>
    </message>
</context>
<context>
    <name>GivenPackage</name>
    <message>
        <source>The package</source>
        <translation>包</translation>
    </message>
    <message>
        <source>Packages (*%1)</source>
        <translation>包 (*%1)</translation>
    </message>
    <message>
        <source>Package file</source>
        <translation>包文件</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>What opens it</source>
        <translation>打开方式</translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation>口令(&amp;P)</translation>
    </message>
    <message>
        <source>I have a private &amp;key instead</source>
        <translation>我改用私钥(&amp;K)</translation>
    </message>
    <message>
        <source>Private key file</source>
        <translation>私钥文件</translation>
    </message>
    <message>
        <source>Private key f&amp;ile</source>
        <translation>私钥文件(&amp;I)</translation>
    </message>
    <message>
        <source>As age-keygen writes it, or an SSH private key without passphrase.</source>
        <translation>由 age-keygen 生成，或不带口令的 SSH 私钥。</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>按任务文件中的设置</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>请选择文件。</translation>
    </message>
    <message>
        <source>Type the passphrase.</source>
        <translation>请输入口令。</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Octopus Server</source>
        <translation>Octopus Server</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>Stayed behind</source>
        <translation>未迁移</translation>
    </message>
    <message>
        <source>Opened by</source>
        <translation>打开方式</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>ItemFilter</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>所有类型</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
</context>
<context>
    <name>KindBars</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>, %1 failed</source>
        <translation>，%1 个失败</translation>
    </message>
</context>
<context>
    <name>KindWords</name>
    <message>
        <source>Space</source>
        <translation>空间</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Project group</source>
        <translation>项目组</translation>
    </message>
    <message>
        <source>Tag set</source>
        <translation>标签集</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Git credential</source>
        <translation>Git 凭据</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>包源</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>工作节点</translation>
    </message>
    <message>
        <source>Worker pool</source>
        <translation>工作节点池</translation>
    </message>
    <message>
        <source>Lifecycle</source>
        <translation>生命周期</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>团队</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>User role</source>
        <translation>用户角色</translation>
    </message>
    <message>
        <source>Logo of a project</source>
        <translation>项目徽标</translation>
    </message>
    <message>
        <source>Logo of a tenant</source>
        <translation>租户徽标</translation>
    </message>
    <message>
        <source>Build information</source>
        <translation>构建信息</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>包</translation>
    </message>
    <message>
        <source>Deployment freeze</source>
        <translation>部署冻结</translation>
    </message>
    <message>
        <source>Roles of teams</source>
        <translation>团队角色</translation>
    </message>
    <message>
        <source>Tenant variables</source>
        <translation>租户变量</translation>
    </message>
    <message>
        <source>Variable template</source>
        <translation>变量模板</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>租户</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Machine policy</source>
        <translation>机器策略</translation>
    </message>
    <message>
        <source>Step template</source>
        <translation>步骤模板</translation>
    </message>
    <message>
        <source>Library variable set</source>
        <translation>库变量集</translation>
    </message>
    <message>
        <source>Library variables</source>
        <translation>库变量</translation>
    </message>
    <message>
        <source>Script module</source>
        <translation>脚本模块</translation>
    </message>
    <message>
        <source>Deployment target</source>
        <translation>部署目标</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Link to Git</source>
        <translation>Git 链接</translation>
    </message>
    <message>
        <source>Project variables</source>
        <translation>项目变量</translation>
    </message>
    <message>
        <source>Deployment settings</source>
        <translation>部署设置</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>发布</translation>
    </message>
    <message>
        <source>Runbook snapshot</source>
        <translation>运行手册快照</translation>
    </message>
    <message>
        <source>Runbook</source>
        <translation>运维手册</translation>
    </message>
    <message>
        <source>Deployment process</source>
        <translation>部署流程</translation>
    </message>
    <message>
        <source>Runbook process</source>
        <translation>运维手册流程</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>触发器</translation>
    </message>
    <message>
        <source>Subscription</source>
        <translation>订阅</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>机密</translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message numerus="yes">
        <source>%n space(s)</source>
        <translation>
            <numerusform>%n 个空间</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n environment(s)</source>
        <translation>
            <numerusform>%n 个环境</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n project group(s)</source>
        <translation>
            <numerusform>%n 个项目组</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tag set(s)</source>
        <translation>
            <numerusform>%n 个标签集</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n proxy(ies)</source>
        <translation>
            <numerusform>%n 个代理</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n Git credential(s)</source>
        <translation>
            <numerusform>%n 个 Git 凭据</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n feed(s)</source>
        <translation>
            <numerusform>%n 个包源</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker pool(s)</source>
        <translation>
            <numerusform>%n 个工作节点池</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lifecycle(s)</source>
        <translation>
            <numerusform>%n 个生命周期</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n team(s)</source>
        <translation>
            <numerusform>%n 个团队</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>variables of %n tenant(s)</source>
        <translation>
            <numerusform>%n 个租户的变量</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n variable template(s)</source>
        <translation>
            <numerusform>%n 个变量模板</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tenant(s)</source>
        <translation>
            <numerusform>%n 个租户</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n 个账户</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s)</source>
        <translation>
            <numerusform>%n 个证书</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n machine policy(ies)</source>
        <translation>
            <numerusform>%n 个机器策略</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step template(s)</source>
        <translation>
            <numerusform>%n 个步骤模板</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n library variable set(s)</source>
        <translation>
            <numerusform>%n 个库变量集</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n script module(s)</source>
        <translation>
            <numerusform>%n 个脚本模块</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deployment target(s)</source>
        <translation>
            <numerusform>%n 个部署目标</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n project(s)</source>
        <translation>
            <numerusform>%n 个项目</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s) to Git</source>
        <translation>
            <numerusform>%n 个 Git 链接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n 个通道</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runbook(s)</source>
        <translation>
            <numerusform>%n 个运维手册</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n release(s)</source>
        <translation>
            <numerusform>%n 个发布</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runbook snapshot(s)</source>
        <translation>
            <numerusform>%n 个运行手册快照</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n process(es)</source>
        <translation>
            <numerusform>%n 个流程</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n trigger(s)</source>
        <translation>
            <numerusform>%n 个触发器</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n subscription(s)</source>
        <translation>
            <numerusform>%n 个订阅</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n 个用户</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s)</source>
        <translation>
            <numerusform>%n 个工作节点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tag(s)</source>
        <translation>
            <numerusform>%n 个标签</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n 个步骤</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user role(s)</source>
        <translation>
            <numerusform>%n 个用户角色</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n logo(s)</source>
        <translation>
            <numerusform>%n 个徽标</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>build information of %n package(s)</source>
        <translation>
            <numerusform>%n 个包的构建信息</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n package(s)</source>
        <translation>
            <numerusform>%n 个包</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deployment freeze(s)</source>
        <translation>
            <numerusform>%n 个部署冻结</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>roles of teams in %n space(s)</source>
        <translation>
            <numerusform>%n 个空间的团队角色</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MasterKeyPage</name>
    <message>
        <source>Secrets</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>已找到</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>可打开</translation>
    </message>
    <message>
        <source>Do not open</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>Places that do not open</source>
        <translation>无法打开的位置</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Master &amp;key</source>
        <translation>主密钥(&amp;K)</translation>
    </message>
    <message>
        <source>Base64 of 16 or 32 bytes. It stays in memory and is never written to a file.</source>
        <translation>16 或 32 字节的 Base64。仅保留在内存中，绝不写入文件。</translation>
    </message>
    <message>
        <source>The key was &amp;rotated once</source>
        <translation>密钥曾经轮换过(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Older master key</source>
        <translation>旧主密钥(&amp;O)</translation>
    </message>
    <message>
        <source>Opens what the rotation missed.</source>
        <translation>用于打开轮换时遗漏的内容。</translation>
    </message>
    <message>
        <source>I do not have the key: &amp;leave all secrets behind</source>
        <translation>我没有密钥：不迁移任何机密(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Check the key</source>
        <translation>检查密钥(&amp;C)</translation>
    </message>
    <message>
        <source>Where to &amp;find it: as administrator on the Octopus server, run</source>
        <translation>查找方法：以管理员身份在 Octopus 服务器上运行(&amp;F)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Which key opens the secrets?</source>
        <translation>用哪个密钥打开机密？</translation>
    </message>
    <message>
        <source>The master key seals passwords, tokens and certificates. We try it on each and keep none.</source>
        <translation>主密钥用于加密密码、令牌和证书。我们逐一尝试打开，不保留任何内容。</translation>
    </message>
    <message>
        <source>Check and go o&amp;n</source>
        <translation>检查并继续(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>按任务文件中的设置</translation>
    </message>
    <message>
        <source>Paste the key, or tick that the secrets stay behind.</source>
        <translation>请粘贴密钥，或勾选不迁移机密。</translation>
    </message>
    <message>
        <source>Reading the source and trying the key</source>
        <translation>正在读取源并尝试密钥</translation>
    </message>
    <message>
        <source>The key opens all %2 secrets.</source>
        <translation>密钥可打开全部 %2 个机密。</translation>
    </message>
    <message>
        <source>The key opens %1 of %2 secrets.</source>
        <translation>密钥可打开 %2 个机密中的 %1 个。</translation>
    </message>
    <message>
        <source>The others stay behind; enter them by hand in the cloud afterwards.</source>
        <translation>其余机密不会迁移，请之后在云端手动输入。</translation>
    </message>
    <message>
        <source>All %2 secrets stay behind.</source>
        <translation>全部 %2 个机密都不迁移。</translation>
    </message>
    <message>
        <source>Everything else moves; the last page lists what is to be entered.</source>
        <translation>其他内容照常迁移，最后一页会列出需要输入的内容。</translation>
    </message>
    <message>
        <source>Too few secrets to tell whether the key is right.</source>
        <translation>机密太少，无法判断密钥是否正确。</translation>
    </message>
    <message>
        <source>It opens %1 of %2.</source>
        <translation>可打开 %1/%2。</translation>
    </message>
</context>
<context>
    <name>NameMap</name>
    <message>
        <source>What points at an item follows; text that merely mentions it does not.</source>
        <translation>指向该项的引用会随之更改；仅仅提到它的文本不会。</translation>
    </message>
    <message>
        <source>&amp;Give an item another name</source>
        <translation>为某项另取名称(&amp;G)</translation>
    </message>
    <message>
        <source>Other names on the cloud</source>
        <translation>云端的其他名称</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>in every space</source>
        <translation>在每个空间</translation>
    </message>
    <message>
        <source>Name %1: kind</source>
        <translation>名称 %1：类型</translation>
    </message>
    <message>
        <source>Name %1: on the source</source>
        <translation>名称 %1：源端</translation>
    </message>
    <message>
        <source>Name %1: on the cloud</source>
        <translation>名称 %1：云端</translation>
    </message>
    <message>
        <source>Name %1: space</source>
        <translation>名称 %1：空间</translation>
    </message>
    <message>
        <source>Name %1: remove</source>
        <translation>名称 %1：移除</translation>
    </message>
    <message>
        <source>Name on the source</source>
        <translation>源端名称</translation>
    </message>
    <message>
        <source>Name on the cloud</source>
        <translation>云端名称</translation>
    </message>
    <message>
        <source>“%1” stands here twice: each item has one name on the cloud.</source>
        <translation>“%1”在此出现两次：每项在云端只有一个名称。</translation>
    </message>
</context>
<context>
    <name>NewPackage</name>
    <message>
        <source>What opens it</source>
        <translation>打开方式</translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation>口令(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Once more</source>
        <translation>再次输入(&amp;O)</translation>
    </message>
    <message>
        <source>S&amp;uggest one</source>
        <translation>生成口令(&amp;U)</translation>
    </message>
    <message>
        <source>The package holds all secrets, sealed. Without the passphrase nobody can open it, you neither: keep it where you keep passwords.</source>
        <translation>包中含有全部加密的机密。没有口令，任何人（包括您）都无法打开，请与其他密码一同妥善保管。</translation>
    </message>
    <message>
        <source>Or seal it to the &amp;keys of people</source>
        <translation>或使用他人的公钥加密(&amp;K)</translation>
    </message>
    <message>
        <source>Public keys, one a &amp;line</source>
        <translation>公钥，每行一个(&amp;L)</translation>
    </message>
    <message>
        <source>age or SSH keys. Whoever has one of the private keys can open the package.</source>
        <translation>age 或 SSH 密钥。拥有其中任一私钥者即可打开此包。</translation>
    </message>
    <message>
        <source>Where it goes</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <source>Packages (*%1)</source>
        <translation>包 (*%1)</translation>
    </message>
    <message>
        <source>Package file</source>
        <translation>包文件</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>按任务文件中的设置</translation>
    </message>
    <message>
        <source>Type a passphrase, or let one be made.</source>
        <translation>请输入口令，或自动生成一个。</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>两次输入不一致。</translation>
    </message>
    <message>
        <source>Name a file.</source>
        <translation>请指定文件。</translation>
    </message>
    <message>
        <source>There is no such place.</source>
        <translation>该位置不存在。</translation>
    </message>
    <message>
        <source>At most %1; %2 are free there.</source>
        <translation>最多 %1；该处剩余 %2。</translation>
    </message>
    <message>
        <source>The file of this name is replaced.</source>
        <translation>同名文件将被替换。</translation>
    </message>
    <message>
        <source>It may not fit: </source>
        <translation>空间可能不足：</translation>
    </message>
</context>
<context>
    <name>PackagePage</name>
    <message>
        <source>&amp;Begin anew instead</source>
        <translation>改为重新开始(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Stop here and hand the file over</source>
        <translation>到此为止并交付文件(&amp;S)</translation>
    </message>
    <message>
        <source>Open the package</source>
        <translation>打开包</translation>
    </message>
    <message>
        <source>Seal everything in one file</source>
        <translation>全部封装到一个文件</translation>
    </message>
    <message>
        <source>It is checked as a whole; nothing is sent anywhere yet.</source>
        <translation>将整体校验，尚不发送任何内容。</translation>
    </message>
    <message>
        <source>The package is encrypted on this computer. Octopus Cloud is not contacted yet.</source>
        <translation>包在本机加密，尚未联系 Octopus Cloud。</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open package</source>
        <translation>打开包(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Create package</source>
        <translation>创建包(&amp;C)</translation>
    </message>
    <message>
        <source>Opening and checking the package</source>
        <translation>正在打开并校验包</translation>
    </message>
    <message>
        <source>Writing the package</source>
        <translation>正在写入包</translation>
    </message>
    <message>
        <source>This upload stopped at %1 of %2 and goes on from there.</source>
        <translation>此上传停在 %1/%2，将从该处继续。</translation>
    </message>
    <message>
        <source>It takes the package and the plan of that time; what is done stays done.</source>
        <translation>沿用当时的包和计划，已完成的保持不变。</translation>
    </message>
    <message>
        <source>The package is whole: %1 documents.</source>
        <translation>包完整：%1 个文档。</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>The package is written: %1 documents.</source>
        <translation>包已写入：%1 个文档。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>Stayed behind</source>
        <translation>未迁移</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>At the cloud&apos;s rate limit: the next request goes in %1 s. Normal.</source>
        <translation>已达云端速率限制：%1 秒后发送下一个请求，属正常现象。</translation>
    </message>
    <message>
        <source>The source broke off (%1); it is waited for and read anew.</source>
        <translation>源服务器中断（%1）；正在等待并将重新读取。</translation>
    </message>
    <message>
        <source>A request is repeated (%1). Normal.</source>
        <translation>正在重发请求（%1），属正常现象。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
</context>
<context>
    <name>PathEdit</name>
    <message>
        <source>Browse...</source>
        <translation>浏览...</translation>
    </message>
</context>
<context>
    <name>PolicyForm</name>
    <message>
        <source>Merge: what only the cloud has stays</source>
        <translation>合并：保留云端独有的内容</translation>
    </message>
    <message>
        <source>Keep: do not touch it</source>
        <translation>保留：不做改动</translation>
    </message>
    <message>
        <source>Overwrite: make it equal</source>
        <translation>覆盖：使其一致</translation>
    </message>
    <message>
        <source>Stop: touch nothing at all</source>
        <translation>停止：不做任何改动</translation>
    </message>
    <message>
        <source>Stop and name each</source>
        <translation>停止并逐一列出</translation>
    </message>
    <message>
        <source>Leave the item out and list it</source>
        <translation>排除该项并列出</translation>
    </message>
    <message>
        <source>What the cloud has &amp;already</source>
        <translation>云端已有的内容(&amp;A)</translation>
    </message>
    <message>
        <source>What points at &amp;nothing</source>
        <translation>引用不存在的内容(&amp;N)</translation>
    </message>
    <message>
        <source>Steps that ran on the server run in &amp;pool</source>
        <translation>原在服务器上运行的步骤使用的池(&amp;P)</translation>
    </message>
    <message>
        <source>Deployment targets arrive &amp;disabled</source>
        <translation>部署目标迁移后禁用(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Triggers arrive disabled</source>
        <translation>触发器迁移后禁用(&amp;T)</translation>
    </message>
    <message>
        <source>S&amp;ubscriptions arrive disabled</source>
        <translation>订阅迁移后禁用(&amp;U)</translation>
    </message>
    <message>
        <source>The cl&amp;oud&apos;s task queue stands still during the upload</source>
        <translation>上传期间云端任务队列停止(&amp;O)</translation>
    </message>
    <message>
        <source>Projects in Git are &amp;connected, and the cloud may write there</source>
        <translation>连接 Git 中的项目，云端可向其写入(&amp;C)</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>源</translation>
    </message>
    <message>
        <source>Master key</source>
        <translation>主密钥</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>包</translation>
    </message>
    <message>
        <source>Octopus Cloud</source>
        <translation>Octopus Cloud</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Server to cloud</source>
        <translation>服务器到云</translation>
    </message>
    <message>
        <source>Server to package</source>
        <translation>服务器到包</translation>
    </message>
    <message>
        <source>Package to cloud</source>
        <translation>包到云</translation>
    </message>
    <message>
        <source>Secrets stay behind</source>
        <translation>机密不迁移</translation>
    </message>
    <message>
        <source>%1 of %2 secrets open</source>
        <translation>可打开 %1/%2 个机密</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 个步骤</translation>
    </message>
    <message>
        <source>%1 done</source>
        <translation>已完成 %1</translation>
    </message>
    <message>
        <source>All equal</source>
        <translation>全部一致</translation>
    </message>
    <message>
        <source>Differences found</source>
        <translation>发现差异</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Ta&amp;ke back</source>
        <translation>撤回(&amp;K)</translation>
    </message>
    <message>
        <source>The same without this &amp;window</source>
        <translation>不用此窗口完成同样操作(&amp;W)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>&amp;Leave the selected out</source>
        <translation>排除所选内容(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Rules of the plan</source>
        <translation>计划规则(&amp;R)</translation>
    </message>
    <message>
        <source>Is this what you want?</source>
        <translation>这是您想要的吗？</translation>
    </message>
    <message>
        <source>Nothing has been written yet. The upload does exactly this.</source>
        <translation>尚未写入任何内容，上传将严格按此执行。</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Plan again</source>
        <translation>重新计划(&amp;P)</translation>
    </message>
    <message>
        <source>Comparing with what the cloud holds</source>
        <translation>正在与云端内容比较</translation>
    </message>
    <message>
        <source>Writing the package and planning again</source>
        <translation>正在写入包并重新计划</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>须知</translation>
    </message>
    <message>
        <source>The cloud has it all: nothing is to be written.</source>
        <translation>云端已有全部内容，无需写入。</translation>
    </message>
    <message>
        <source>About %1 requests; no rate limit for this key.</source>
        <translation>约 %1 个请求；此密钥无速率限制。</translation>
    </message>
    <message>
        <source>About %1 requests, %2 at the cloud&apos;s limit of %3 a minute.</source>
        <translation>约 %1 个请求，按云端每分钟 %3 个的限制，%2。</translation>
    </message>
    <message>
        <source>%1 as %2</source>
        <translation>%1 作为 %2</translation>
    </message>
    <message>
        <source>Spaces: %1</source>
        <translation>空间：%1</translation>
    </message>
    <message>
        <source>Select lines to leave out what they stand for, in every space.</source>
        <translation>选择行可在所有空间中排除对应的内容。</translation>
    </message>
    <message>
        <source>The package is fixed: leave things out where it is made.</source>
        <translation>包已固定：请在创建包处排除内容。</translation>
    </message>
    <message>
        <source>To be left out: %1</source>
        <translation>将排除：%1</translation>
    </message>
    <message>
        <source>Plan again to see what that changes. The package is then written anew.</source>
        <translation>重新计划以查看变化，届时会重新写入包。</translation>
    </message>
</context>
<context>
    <name>SecretEdit</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
</context>
<context>
    <name>SourcePage</name>
    <message>
        <source>SQL Server</source>
        <translation>SQL Server</translation>
    </message>
    <message>
        <source>S&amp;erver</source>
        <translation>服务器(&amp;E)</translation>
    </message>
    <message>
        <source>Host, host,port or host\instance.</source>
        <translation>主机、主机,端口 或 主机\实例。</translation>
    </message>
    <message>
        <source>&amp;Database</source>
        <translation>数据库(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;User name</source>
        <translation>用户名(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Keep passwords and keys in this computer&apos;s credential store</source>
        <translation>将密码和密钥保存在本机凭据库中(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Connection options</source>
        <translation>连接选项(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Test connection</source>
        <translation>测试连接(&amp;T)</translation>
    </message>
    <message>
        <source>Built-in feed</source>
        <translation>内置源</translation>
    </message>
    <message>
        <source>Folder of packages</source>
        <translation>包文件夹</translation>
    </message>
    <message>
        <source>&amp;Folder of the server&apos;s packages (optional)</source>
        <translation>服务器的包文件夹（可选）(&amp;F)</translation>
    </message>
    <message>
        <source>Packages are not in the database. Give the folder, a share or a copy of it, and those in use move too.</source>
        <translation>包不在数据库中。指定该文件夹、其共享或副本，正在使用的包会一并迁移。</translation>
    </message>
    <message>
        <source>SQL &amp;login</source>
        <translation>SQL 登录(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Windows account</source>
        <translation>Windows 账户(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Microsoft Entra ID</source>
        <translation>Microsoft Entra ID(&amp;M)</translation>
    </message>
    <message>
        <source>Sign in with</source>
        <translation>登录方式</translation>
    </message>
    <message>
        <source>Always (recommended)</source>
        <translation>始终（推荐）</translation>
    </message>
    <message>
        <source>Strict, TDS 8.0</source>
        <translation>严格，TDS 8.0</translation>
    </message>
    <message>
        <source>If the server can</source>
        <translation>若服务器支持</translation>
    </message>
    <message>
        <source>Found by itself</source>
        <translation>自动查找</translation>
    </message>
    <message>
        <source>Enc&amp;ryption</source>
        <translation>加密(&amp;R)</translation>
    </message>
    <message>
        <source>Dri&amp;ver</source>
        <translation>驱动程序(&amp;V)</translation>
    </message>
    <message>
        <source>Certificate authority</source>
        <translation>证书颁发机构</translation>
    </message>
    <message>
        <source>Certificate of a private &amp;authority</source>
        <translation>私有证书颁发机构的证书(&amp;A)</translation>
    </message>
    <message>
        <source>A PEM file, where the server&apos;s certificate is none that this computer trusts.</source>
        <translation>PEM 文件，用于本机不信任服务器证书的情况。</translation>
    </message>
    <message>
        <source>&amp;Host name in the certificate</source>
        <translation>证书中的主机名(&amp;H)</translation>
    </message>
    <message>
        <source>Only where it differs from the server&apos;s name.</source>
        <translation>仅当与服务器名称不同时填写。</translation>
    </message>
    <message>
        <source>Trust an&amp;y certificate (someone in between could read along)</source>
        <translation>信任任何证书（中间人可能窃听）(&amp;Y)</translation>
    </message>
    <message>
        <source>Where is the Octopus database?</source>
        <translation>Octopus 数据库在哪里？</translation>
    </message>
    <message>
        <source>It is only read, never written to. A login with db_datareader is enough.</source>
        <translation>只读取，绝不写入。拥有 db_datareader 的登录名即可。</translation>
    </message>
    <message>
        <source>Test and go o&amp;n</source>
        <translation>测试并继续(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>Connecting and looking around</source>
        <translation>正在连接并查看</translation>
    </message>
    <message>
        <source>Type the server&apos;s name.</source>
        <translation>请输入服务器名称。</translation>
    </message>
    <message>
        <source>Type the database&apos;s name.</source>
        <translation>请输入数据库名称。</translation>
    </message>
    <message>
        <source>Type the login&apos;s name.</source>
        <translation>请输入登录名。</translation>
    </message>
    <message>
        <source>Type the password.</source>
        <translation>请输入密码。</translation>
    </message>
    <message>
        <source>As the job file says</source>
        <translation>按任务文件中的设置</translation>
    </message>
    <message>
        <source>version not known</source>
        <translation>版本未知</translation>
    </message>
    <message>
        <source>Connected: Octopus Server %1, %2, %3</source>
        <translation>已连接：Octopus Server %1，%2，%3</translation>
    </message>
    <message>
        <source>Spaces</source>
        <translation>空间</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Signed in as</source>
        <translation>登录身份</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>加密</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>驱动程序</translation>
    </message>
    <message>
        <source>Consistency</source>
        <translation>一致性</translation>
    </message>
</context>
<context>
    <name>SpaceMap</name>
    <message>
        <source>Space on the target for %1</source>
        <translation>%1 对应的目标空间</translation>
    </message>
    <message>
        <source>is there</source>
        <translation>已存在</translation>
    </message>
    <message>
        <source>will be made</source>
        <translation>将创建</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Go on where you left off</source>
        <translation>继续上次的工作</translation>
    </message>
    <message>
        <source>Move a &amp;server to Octopus Cloud</source>
        <translation>将服务器迁移到 Octopus Cloud(&amp;S)</translation>
    </message>
    <message>
        <source>From the SQL Server database to a verified cloud instance.</source>
        <translation>从 SQL Server 数据库到经过验证的云实例。</translation>
    </message>
    <message>
        <source>Make a &amp;package only</source>
        <translation>仅创建包(&amp;P)</translation>
    </message>
    <message>
        <source>For a network that cannot reach the cloud: hand the file over afterwards.</source>
        <translation>适用于无法访问云的网络：之后再交付文件。</translation>
    </message>
    <message>
        <source>Upload a package that I &amp;have</source>
        <translation>上传已有的包(&amp;H)</translation>
    </message>
    <message>
        <source>The other half: begin here with a file made elsewhere.</source>
        <translation>另一半流程：从别处创建的文件开始。</translation>
    </message>
    <message>
        <source>Or drop a job or a package on this window.</source>
        <translation>或将任务或包拖放到此窗口。</translation>
    </message>
    <message>
        <source>&amp;Open a job...</source>
        <translation>打开任务(&amp;O)...</translation>
    </message>
    <message>
        <source>Not sure yet? Rehearse it.</source>
        <translation>还不确定？先演练一次。</translation>
    </message>
    <message>
        <source>Starts a sample server and a sample cloud on this computer and fills everything in. Nothing leaves the machine.</source>
        <translation>在本机启动示例服务器和示例云并自动填写，任何内容都不会离开本机。</translation>
    </message>
    <message>
        <source>&amp;Try it on the sample</source>
        <translation>用示例试用(&amp;T)</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <source>Your server is only read. Nothing is written to Octopus Cloud before you have reviewed the plan.</source>
        <translation>您的服务器只被读取。在您审阅计划之前，不会向 Octopus Cloud 写入任何内容。</translation>
    </message>
    <message>
        <source>Jobs and packages (*.toml *.json *.ocmpack);;All files (*)</source>
        <translation>任务和包 (*.toml *.json *.ocmpack);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a job</source>
        <translation>打开任务</translation>
    </message>
    <message>
        <source>Starting the sample servers</source>
        <translation>正在启动示例服务器</translation>
    </message>
</context>
<context>
    <name>StrengthMeter</name>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Weak: anyone with the file can try millions a second</source>
        <translation>弱：获得文件者每秒可尝试数百万次</translation>
    </message>
    <message>
        <source>Fair: a few more words make it much better</source>
        <translation>一般：再多几个词会好得多</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>Strong</source>
        <translation>强</translation>
    </message>
</context>
<context>
    <name>ToDoList</name>
    <message>
        <source>To do</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>UploadPage</name>
    <message>
        <source>&amp;Try the failed ones again</source>
        <translation>重试失败项(&amp;T)</translation>
    </message>
    <message>
        <source>By kind</source>
        <translation>按类型</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>待办</translation>
    </message>
    <message>
        <source>A minute</source>
        <translation>每分钟</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Octopus Cloud</source>
        <translation>Octopus Cloud</translation>
    </message>
    <message>
        <source>Upload to %1</source>
        <translation>上传到 %1</translation>
    </message>
    <message>
        <source>You can pause, or close this window and come back. What is done stays done.</source>
        <translation>您可以暂停，或关闭窗口稍后再来，已完成的保持不变。</translation>
    </message>
    <message>
        <source>Start &amp;upload</source>
        <translation>开始上传(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>正在上传</translation>
    </message>
    <message>
        <source>The upload is done.</source>
        <translation>上传完成。</translation>
    </message>
    <message>
        <source>The upload is done; %1 steps failed.</source>
        <translation>上传完成；%1 个步骤失败。</translation>
    </message>
    <message>
        <source>Octopus Cloud Migrator</source>
        <translation>Octopus Cloud Migrator</translation>
    </message>
    <message>
        <source>The upload has stopped.</source>
        <translation>上传已停止。</translation>
    </message>
    <message>
        <source>Stopping at a safe place...</source>
        <translation>正在安全停止...</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Nothing is to be written.</source>
        <translation>无需写入。</translation>
    </message>
    <message>
        <source>%1 steps are ready.</source>
        <translation>%1 个步骤已就绪。</translation>
    </message>
    <message>
        <source>From here on Octopus Cloud is changed.</source>
        <translation>从此处开始将更改 Octopus Cloud。</translation>
    </message>
    <message>
        <source>Stopped at %1 of %2.</source>
        <translation>停在 %1/%2。</translation>
    </message>
    <message>
        <source>Nothing is lost: go on now, or close the window and come back.</source>
        <translation>没有任何损失：现在继续，或关闭窗口稍后再来。</translation>
    </message>
    <message>
        <source>%1 of %2 steps failed.</source>
        <translation>%2 个步骤中有 %1 个失败。</translation>
    </message>
    <message>
        <source>The reasons are below. Put them in order and try these again.</source>
        <translation>原因见下。请解决后重试。</translation>
    </message>
    <message>
        <source>All %1 steps are done.</source>
        <translation>全部 %1 个步骤已完成。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余%1</translation>
    </message>
    <message>
        <source>This computer stays awake meanwhile.</source>
        <translation>期间本机不会进入睡眠。</translation>
    </message>
</context>
<context>
    <name>VerifyPage</name>
    <message>
        <source>Equal</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>Different</source>
        <translation>不同</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Not compared</source>
        <translation>未比较</translation>
    </message>
    <message>
        <source>Compare &amp;again</source>
        <translation>重新比较(&amp;A)</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>By kind</source>
        <translation>按类型</translation>
    </message>
    <message>
        <source>What is not equal</source>
        <translation>不一致的内容</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Fields that differ</source>
        <translation>不同的字段</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>In the package</source>
        <translation>包中</translation>
    </message>
    <message>
        <source>In Octopus Cloud</source>
        <translation>Octopus Cloud 中</translation>
    </message>
    <message>
        <source>Did everything arrive?</source>
        <translation>是否全部到位？</translation>
    </message>
    <message>
        <source>Every document is read back and compared with the package.</source>
        <translation>逐一读回每个文档并与包比较。</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Reading back and comparing</source>
        <translation>正在读回并比较</translation>
    </message>
    <message>
        <source>Octopus Cloud Migrator</source>
        <translation>Octopus Cloud Migrator</translation>
    </message>
    <message>
        <source>All %1 compared are equal.</source>
        <translation>比较的 %1 项全部一致。</translation>
    </message>
    <message>
        <source>Not as planned: %1.</source>
        <translation>与计划不符：%1。</translation>
    </message>
    <message>
        <source>%1 secrets are set; Octopus never gives them back to be compared.</source>
        <translation>%1 个机密已设置；Octopus 不会返回机密，无法比较。</translation>
    </message>
</context>
<context>
    <name>Wizard</name>
    <message>
        <source>Octopus Cloud Migrator</source>
        <translation>Octopus Cloud Migrator</translation>
    </message>
    <message>
        <source>Self-hosted to Octopus Cloud</source>
        <translation>自托管迁移到云</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Save and &amp;quit</source>
        <translation>保存并退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>上一步(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>current</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3, %4</source>
        <translation>第 %1 步，共 %2 步：%3，%4</translation>
    </message>
    <message>
        <source>Stopping at a safe place...</source>
        <translation>正在安全停止...</translation>
    </message>
</context>
<context>
    <name>_RecentRow</name>
    <message>
        <source>Not uploaded yet</source>
        <translation>尚未上传</translation>
    </message>
    <message>
        <source>Stopped at %1 of %2</source>
        <translation>停在 %1/%2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
</TS>
