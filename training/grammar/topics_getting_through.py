"""Topics of the self, coping, treatment and change."""

from .topic import Topic

SUBSTANCE = Topic(
    names=("substance use", "Alcohol and drugs", "drinking", "Substance use"),
    definition="alcohol, smoking or other drugs: using, hiding it, cutting down, going without",
    cues=("alcohol or drugs", "drinking or using", "cutting down"),
    questions=(
        "How does {drug} fit into your week?", "What does it do for you?", "What would be different if you cut down?",
        "What makes it hard to stop?",
    ),
    statements=(
        "I started {drug} again {when}.", "{drug} is the only thing that helps me sleep.",
        "I tell myself just one glass, and then it is five.", "I don't think I have a problem with {drug}. It helps me relax.",
        "I want to cut down on {drug}, but I don't know how.", "I haven't touched a drink for {num} weeks.",
        "{person} says I should stop {drug}.", "I hide the bottles from {person}.", "I need {drug} before I can go in.",
        "After {num} months without a drink I had one at the wedding.", "I spend more on {drug} than on the rent.",
    ),
    held_out=(
        "I had too many beers again and I hid the bottles.", "I want to stop {drug} but I can't.",
        "I am back to {drug} {when}.", "I have not had a drink for {num} weeks now.",
    ),
    reflections=(
        "On the one hand it helps you relax, and on the other hand it worries you.", "You have thought about cutting down.",
        "Going {num} weeks without it took some strength.", "One turns into five, and you have seen it happen.",
    ),
)
SELF_WORTH = Topic(
    names=("self-worth", "Self-criticism and guilt", "self-blame", "Hard on oneself"),
    definition="harsh verdicts on oneself, guilt, feeling useless or not good enough",
    cues=("a verdict on oneself", "blaming themselves", "not being good enough"),
    questions=(
        "What do you say to yourself when that happens?", "How do you see yourself {when}?",
        "What would you say to a friend who felt this way?",
    ),
    statements=(
        "I'm a failure. That's just how it is.", "I never do anything right.", "I should be able to handle this.",
        "Everyone else copes. It is only me.", "If I make one mistake then I think the whole thing is ruined.",
        "I don't deserve {person}.", "I feel like I let everybody down.", "For once I felt {good} about something I did.",
        "I call myself lazy, and worse.", "It is my own fault, all of it.", "I am not good enough for {person}.",
        "What kind of a mother am I?", "I feel guilty when I rest.",
    ),
    held_out=(
        "I am a failure and I never get anything right.", "It is all my fault, I let {person} down.",
        "I am not good enough, I am useless.", "I blame myself for everything, I should be able to cope.",
    ),
    reflections=(
        "You are very hard on yourself.", "One mistake and everything feels ruined.",
        "You would never talk to a friend that way.", "You felt that you had let everyone down.",
        "There is a harsh voice in you.",
    ),
)
COPING = Topic(
    names=("coping", "Own ways of coping", "what helps", "Getting through"),
    definition="what the person does by themselves to get through a moment or a day, whether it works or not",
    cues=("what helps", "something they do to get through", "a way to cope"),
    questions=("What helps, even a little?", "What do you do when it gets bad?", "What has worked for you in the past?"),
    statements=(
        "{coping}, and that helps a bit.", "When it gets bad {coping}.", "{activity} helps me. It clears my head.",
        "Nothing helps, {hedge}.", "I try the breathing you showed me. It works sometimes.",
        "The dog gets me out of the house.", "I started {activity} again {when}.",
        "I keep busy so that I don't have to think.", "{coping}, and then I can go on.", "I take it an hour at a time.",
        "I have a list on the fridge of what to do on bad days.",
    ),
    held_out=(
        "{coping}, and it helps me get through.", "What helps me is {activity}, it clears my head.",
        "When it is bad {coping} and that helps.", "I keep myself busy with {activity} when it gets bad.",
    ),
    reflections=(
        "You have found something that helps, even a little.", "Keeping busy keeps the thoughts away.",
        "You went back to something that used to matter to you.", "You know what to do when it gets bad.",
    ),
)
TREATMENT = Topic(
    names=("treatment", "Help from services", "therapy and medication", "Treatment"),
    definition="therapy, tablets, doctors and appointments: waiting for them, what they did, what they were worth",
    cues=("therapy or a doctor", "medication", "an appointment"),
    questions=(
        "How are you getting on with {med}?", "What has therapy been like for you so far?", "What made you decide to come?",
        "What would you like to get out of this?",
    ),
    statements=(
        "I stopped taking {med} because it made me feel worse.", "I forget {med} {often}.", "{med} takes the edge off.",
        "I was scared to come here.", "I didn't think talking would help, but it does.",
        "I waited months for this appointment.", "My doctor listened for five minutes and wrote a prescription.",
        "Last time I left here feeling {good}.", "The nurse rang me twice to ask how I was.",
        "They put me on a list, and nobody called.", "I don't know if {med} does anything.",
        "The group on Tuesdays is good, I didn't expect that.",
    ),
    held_out=(
        "My doctor gave me {med} and I stopped taking it.", "I waited so long for an appointment with the therapist.",
        "I take {med} every day and I think it works.", "Talking to the therapist helps more than {med}.",
    ),
    reflections=(
        "It took a lot for you to come here.", "You were not sure that talking would help.",
        "You stopped {med} because of how it made you feel.", "You waited a long time for someone to listen.",
    ),
)
CHANGE = Topic(
    names=("change", "Hopes and change", "wishes and plans", "Readiness to change"),
    definition="what the person would like to be different, small steps, being ready or not ready",
    cues=("what should be different", "a wish or a plan", "a first step"),
    questions=(
        "Where would you like to be in six months?", "On a scale from one to ten, how ready do you feel?",
        "What would be a first small step?", "What makes this important to you now?",
    ),
    statements=(
        "I want to {goal}.", "I would say a {num} out of ten.", "I have to do something. I can't go on like this.",
        "I'm not ready to change yet.", "I could start with ten minutes a day.", "I want to be able to {goal}.",
        "I tried before and it didn't work.", "I think I can do it this time.", "I will try to {goal} this week.",
        "I don't see the point, {hedge}.", "Next year I would like to {goal}.", "My plan is to {goal}, step by step.",
    ),
    held_out=(
        "My goal is to {goal}, and I am ready.", "I want things to be different, I want to {goal}.",
        "I am going to {goal}, that is my first step.", "I would like to {goal} in the next few months.",
    ),
    reflections=(
        "You want to {goal}, and that matters to you.", "Part of you wants this, and part of you is not sure.",
        "A {num}, and not a one. Something is already there.", "You have tried before, and you are still here.",
        "You are ready to take a small step.",
    ),
)
GETTING_THROUGH_TOPICS = (SUBSTANCE, SELF_WORTH, COPING, TREATMENT, CHANGE)
