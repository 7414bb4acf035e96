# SPDX-License-Identifier: MIT
# Completion of toolgap for fish. tests/completion.sh holds it against `toolgap --help`.

# The command on the line: the first word that is neither an option nor its value; another word means the wizard.
function __toolgap_command
    set -l words (commandline -opc)
    set -l value 0
    for word in $words[2..-1]
        if test $value = 1
            set value 0
            continue
        end
        switch $word
            case --tenant --client --auth --scope --short --path --oauth-app --trust --trust-host --issue --ics --reason --worker-url --sdk --from --format --out --answers --record --screen --timeout --write --wait --messages --account --accept --calls --seconds --directory -C --ui --color
                set value 1
            case '-*'
            case wizard demo triage plan rollout apply remove undo check due route find runbook bearer exec headers clients catalog embed cost sessions doctor
                echo $word
                return 0
            case '*'
                echo wizard
                return 0
        end
    end
    return 1
end

function __toolgap_none
    not __toolgap_command >/dev/null
end

# Without a command it is the wizard.
function __toolgap_on
    set -l command (__toolgap_command)
    or set command wizard
    contains -- $command $argv
end

complete -c toolgap -f

complete -c toolgap -n __toolgap_none -a wizard -d 'full-screen wizard; line mode off a capable terminal'
complete -c toolgap -n __toolgap_none -a demo -d 'the wizard on a throw-away workspace and a local sandbox'
complete -c toolgap -n __toolgap_none -a triage -d 'which path, and why; no writes, no questions'
complete -c toolgap -n __toolgap_none -a plan -d 'the preview: every file as a diff'
complete -c toolgap -n __toolgap_none -a rollout -d 'guided Connect rollout: a link a tenant, and a board'
complete -c toolgap -n __toolgap_none -a apply -d 'exactly that plan, or refuse'
complete -c toolgap -n __toolgap_none -a remove -d 'take its entries out again, after a preview'
complete -c toolgap -n __toolgap_none -a undo -d 'put the files of an apply back'
complete -c toolgap -n __toolgap_none -a check -d 'drift check of registry, configs and capability files'
complete -c toolgap -n __toolgap_none -a due -d 'what waits for a native toolkit, and until when'
complete -c toolgap -n __toolgap_none -a route -d 'which server and call shape for each toolkit'
complete -c toolgap -n __toolgap_none -a find -d 'registry, capabilities and catalog copies, best first'
complete -c toolgap -n __toolgap_none -a runbook -d 'validate or draw the tree'
complete -c toolgap -n __toolgap_none -a bearer -d 'a fresh Pipedream bearer on standard output'
complete -c toolgap -n __toolgap_none -a exec -d 'run a command with a fresh bearer in its environment'
complete -c toolgap -n __toolgap_none -a headers -d 'the same as a JSON object, for a header helper'
complete -c toolgap -n __toolgap_none -a clients -d 'supported clients, and what their own programs say'
complete -c toolgap -n __toolgap_none -a catalog -d 'dated copies of both catalogs'
complete -c toolgap -n __toolgap_none -a embed -d 'capability entries into the vector index'
complete -c toolgap -n __toolgap_none -a cost -d 'credits and money of Pipedream Connect'
complete -c toolgap -n __toolgap_none -a sessions -d 'walks that are kept: list, show, resume, drop'
complete -c toolgap -n __toolgap_none -a doctor -d 'environment, credentials, files, reachability'

complete -c toolgap -n '__toolgap_on apply' -F
complete -c toolgap -n '__toolgap_on runbook' -a 'check show'
complete -c toolgap -n '__toolgap_on runbook; and contains -- check (commandline -opc)' -F
complete -c toolgap -n '__toolgap_on clients' -a 'list verify'
complete -c toolgap -n '__toolgap_on exec' -a '(__fish_complete_subcommand)'
complete -c toolgap -n '__toolgap_on catalog' -a 'sync search show'
complete -c toolgap -n '__toolgap_on sessions' -a 'list show resume drop (toolgap sessions -q 2>/dev/null)'

complete -c toolgap -n '__toolgap_on wizard demo rollout triage plan route remove' -l tenant -x -d 'tenant; repeat it or give a comma list'
complete -c toolgap -n '__toolgap_on wizard demo rollout plan check clients remove' -l client -x -a '(toolgap clients list 2>/dev/null | string replace -r " .*" "")' -d 'client to write or verify'
complete -c toolgap -n '__toolgap_on wizard demo rollout plan' -l auth -x -a 'env helper' -d 'how a client gets the bearer'
complete -c toolgap -n '__toolgap_on wizard demo rollout plan check clients remove' -l scope -x -a 'project user' -d 'which of the files of a client'
complete -c toolgap -n '__toolgap_on wizard demo triage plan' -l trust -x -a none -d 'server of the MCP registry to trust, or none'
complete -c toolgap -n '__toolgap_on wizard demo rollout plan apply' -l replace-foreign -d 'replace an entry of the same name that is not ours'
complete -c toolgap -n '__toolgap_on apply' -l trust-host -x -d 'an address that only the plan knows is right'
complete -c toolgap -n '__toolgap_on wizard demo rollout plan' -l short -x -d 'short name for servers and prefixes'
complete -c toolgap -n '__toolgap_on wizard demo triage plan' -l path -x -a 'D A C B' -d 'overrule the path; recorded'
complete -c toolgap -n '__toolgap_on wizard demo rollout plan' -l oauth-app -x -a managed -d 'OAuth client that asks for consent'
complete -c toolgap -n '__toolgap_on wizard demo triage plan' -l can-wait -d 'absent from both: it can wait 14 days'
complete -c toolgap -n '__toolgap_on wizard demo triage plan' -l urgent -d 'absent from both: it cannot wait'
complete -c toolgap -n '__toolgap_on wizard demo plan' -l issue -x -d 'Path A: the request that is waited for'
complete -c toolgap -n '__toolgap_on due' -l recheck -d 'ask both catalogs again for each'
complete -c toolgap -n '__toolgap_on due' -l ics -r -F -d 'write one calendar with all of them'
complete -c toolgap -n '__toolgap_on wizard demo plan' -l reason -x -a 'latency signing residency absent' -d 'Path C: why a dedicated worker'
complete -c toolgap -n '__toolgap_on wizard demo plan' -l worker-url -x -d 'Path C: where the worker answers'
complete -c toolgap -n '__toolgap_on wizard demo plan' -l sdk -x -a 'python typescript both' -d 'Path B: which snippets'
complete -c toolgap -n '__toolgap_on triage' -l from -r -F -d 'providers, one a line'
complete -c toolgap -n '__toolgap_on plan remove' -l out -r -F -d 'save the plan for toolgap apply'
complete -c toolgap -n '__toolgap_on plan remove' -l exit-code -d 'exit 3 when there are changes'
complete -c toolgap -n '__toolgap_on apply' -l commit -d 'commit what was written, and nothing else'
complete -c toolgap -n '__toolgap_on check' -l fix -d 'put right what needs no decision, after a preview'
complete -c toolgap -n '__toolgap_on check' -l format -x -a 'text json sarif' -d 'what the findings are printed as'
complete -c toolgap -n '__toolgap_on wizard demo rollout' -l answers -r -F -d "answers, 'step: value' a line"
complete -c toolgap -n '__toolgap_on wizard demo rollout' -l record -r -F -d 'write the answers given, for --answers'
complete -c toolgap -n '__toolgap_on wizard demo rollout' -l screen -x -a '80x24 60x16' -d 'print the frame reached when the answers run out'
complete -c toolgap -n '__toolgap_on wizard demo rollout' -l mouse -d 'a click focuses, the wheel scrolls; selecting text then wants Shift'
complete -c toolgap -n '__toolgap_on wizard' -l resume -d 'go on with a session that was left'
complete -c toolgap -n '__toolgap_on wizard demo rollout plan embed' -l timeout -x -d 'give up after so many seconds; exit 124'
complete -c toolgap -n '__toolgap_on rollout' -l write -x -a 'each end' -d 'write each tenant as soon as it is verified, or all at the end'
complete -c toolgap -n '__toolgap_on rollout' -l wait -x -d 'with nobody there: wait so long for tenants'
complete -c toolgap -n '__toolgap_on rollout' -l messages -x -a '(__fish_complete_directories)' -d 'a text to send for each tenant'
complete -c toolgap -n '__toolgap_on rollout' -l account -x -d 'of several accounts of a tenant this one'
complete -c toolgap -n '__toolgap_on rollout' -l accept -x -d 'a tenant may share its account or login'
complete -c toolgap -n '__toolgap_on rollout' -l afresh -d 'do not go on with the rollout that was left'
complete -c toolgap -n '__toolgap_on cost' -l calls -x -d 'calls a month that are planned'
complete -c toolgap -n '__toolgap_on cost' -l seconds -x -d 'how long one of them takes'

complete -c toolgap -s C -l directory -x -a '(__fish_complete_directories)' -d 'workspace'
complete -c toolgap -l json -d 'a JSON document on standard output'
complete -c toolgap -l ui -x -a 'tui line none' -d 'front end'
complete -c toolgap -l no-input -d 'never ask'
complete -c toolgap -l yes -d 'answer confirmations with yes, never a choice'
complete -c toolgap -s n -l dry-run -d 'the same walk; writes nothing, creates nothing'
complete -c toolgap -l offline -d 'ask no vendor; answer from the copies of the catalogs'
complete -c toolgap -l color -x -a 'auto always never' -d 'colour'
complete -c toolgap -s q -l quiet -d 'results only'
complete -c toolgap -s v -l verbose -d 'say more'
complete -c toolgap -s h -l help -d 'help'
complete -c toolgap -s V -l version -d 'version'
