"""Topics of other people, work and loss."""

from .topic import Topic

RELATIONSHIPS = Topic(
    names=("relationships", "Other people", "family and friends", "Support from others"),
    definition="how things are with family, friends or a partner: fights, distance, being alone or being helped",
    cues=("other people", "a person close to them", "being alone or together"),
    questions=(
        "How are things with {person}?", "Who do you talk to when things get hard?",
        "How do the people close to you see this?", "What would {person} say about how you are doing?",
    ),
    statements=(
        "{person} and I had another fight.", "{person} doesn't understand what it's like.",
        "I don't want to be a burden to {person}.", "We live in the same house and we don't really talk.",
        "{person} has been really good to me.", "I feel alone even when people are around.",
        "I push people away and then I miss them.", "I told {person} how I feel, and it went better than I thought.",
        "Everyone has their own life, {hedge}.", "{person} calls me {often}, just to hear how I am.",
        "{person} and I don't speak to each other {when}.", "I have nobody I could ask.",
        "{person} came over with soup, and we sat together.",
    ),
    held_out=(
        "{person} and I hardly talk to each other {when}.", "I had a fight with {person} and we have not talked since.",
        "{person} is the only one who understands me.", "I feel so alone, even with {person} in the house.",
    ),
    reflections=(
        "You miss them, and you keep them away.", "You don't want to be a burden.",
        "It matters to you what {person} thinks.", "You took a risk and told {person}.",
        "You can be in a room full of people and still feel alone.", "There is somebody who comes when you need it.",
    ),
)
WORK = Topic(
    names=("work", "Work and school", "the job", "Trouble at work"),
    definition="the job or school: falling behind, calling in sick, the boss, losing or keeping a post",
    cues=("the job", "work", "a boss or colleagues"),
    questions=("How are things {place}?", "What is a normal day at {job} like for you?", "How does this affect your work?"),
    statements=(
        "I can't face going in to {job}.", "I called in sick twice this month.",
        "My boss keeps giving me more to do and I can't say no.", "I sit in the car outside {job} and I can't get out.",
        "I used to be good at my job.", "I lost my job and I feel useless.",
        "I am behind on everything, and it keeps getting worse.", "Work is the only thing that keeps me going.",
        "I made a mistake at {job} and they had to do it all again.", "They changed the shifts at {job} {when}.",
        "My colleagues at {job} do what I can't manage.", "I have been on sick leave {when}.",
    ),
    held_out=(
        "My boss at {job} wants me back and I can't go in.", "I am behind with everything at {job}.",
        "I called in sick at {job} again this month.", "I lost my job at {job} {when}.",
    ),
    reflections=(
        "Work used to be a place where you felt capable.", "You are falling behind, and that makes it harder to go back.",
        "Saying no feels impossible.", "The job takes more than you have to give.",
    ),
)
GRIEF = Topic(
    names=("grief", "Loss", "bereavement", "Missing someone"),
    definition="someone has died: missing them, the funeral, guilt, how others have moved on",
    cues=("a death", "missing someone", "a loss"),
    questions=("Can you tell me about {kin}?", "What do you miss most?", "How have you been since the funeral?"),
    statements=(
        "{kin} died last year and I still can't believe it.", "I still lay the table for two.",
        "People tell me it gets easier, and it doesn't.", "I can't go into that room.",
        "I keep thinking I should have called that day.", "Some days I forget, and then I feel guilty for forgetting.",
        "I talk to her picture. I know that sounds strange.", "Everyone else has moved on.",
        "His coat is still in the hall.", "It would have been her birthday on Sunday.",
        "I have not cried since the funeral.", "I hear his key in the door, and then I remember.",
    ),
    held_out=(
        "I miss {kin} so much since the funeral.", "I still talk to {kin}'s picture every day since the death.",
        "Since {kin} died I can't go into that room.", "{kin} died {when} and everyone else has moved on.",
    ),
    reflections=(
        "You still expect to hear that voice.", "Part of you thinks that you should have been there.",
        "The world has moved on, and you have not.", "The empty place is there every day.",
    ),
)
JUDGED = Topic(
    names=("feeling judged", "Feeling judged", "shame before others", "Stigma"),
    definition="the sense of being watched, talked about or thought badly of",
    cues=("what others think", "being watched", "being looked at"),
    questions=("What do you think they see?", "What would happen if people knew?", "When do you feel looked at?"),
    statements=(
        "I know they all think I'm stupid.", "Everybody looks at me when I come in.", "I worry what people think of me {place}.",
        "They talk about me, I am sure of it.", "I don't want people to know that I come here.",
        "{person} says it is all in my head, and I can see what the others think.", "I feel their eyes on me {place}.",
        "They lowered their voices when I came in.", "I would be the crazy one if they knew.",
    ),
    held_out=("Everyone stares at me {place} and thinks I am strange.", "I am sure they talk about me behind my back."),
    reflections=(
        "You feel looked at, wherever you go.", "You would rather that people did not know.",
        "You are afraid of what they might think.", "It feels as if everyone could see it.",
    ),
)
WITHDRAWAL = Topic(
    names=("withdrawal", "Withdrawing and avoiding", "avoidance", "Staying away"),
    definition="not going, leaving, cancelling or putting off, with or without an excuse",
    cues=("staying away", "not going", "putting things off"),
    questions=("What have you stopped doing?", "What happens when you are invited?", "What do you stay away from?"),
    statements=(
        "I stopped answering my phone {when}.", "I said I had a cold and I stayed at home.", "I cancel at the last minute {often}.",
        "I let the letters lie there and I don't open them.", "I don't go out {when}.", "I avoid the bus, I walk instead.",
        "I left the party after ten minutes.", "I put it off until tomorrow, and then again.",
        "I cross the street when I see somebody I know.",
    ),
    held_out=("I made up an excuse and stayed at home again.", "I don't answer the door and I cancel everything {when}."),
    reflections=(
        "Staying away feels safer.", "You find a reason not to go, and then you sit at home.",
        "It is easier not to answer.", "You have been keeping out of the way.",
    ),
)
FRONT = Topic(
    names=("putting on a front", "Putting on a front", "masking", "Hiding how one is"),
    definition="hiding how one is, smiling, saying that all is fine, working at how one comes across",
    cues=("hiding how they are", "a smile for others", "saying that all is fine"),
    questions=("Who knows how you really are?", "What do you show to others?", "What does it cost to smile?"),
    statements=(
        "I put on a smile {place}, but inside I feel {feel}.", "I say I'm fine, and nobody asks again.",
        "I laugh at the jokes {place}, and I hear nothing.", "I practise what to say before I ring {person}.",
        "Nobody would know, I am very good at it.", "I put my make-up on and I go in as if nothing were wrong.",
        "I tell {person} that I am just tired.", "I keep my face straight until I am in the car.",
    ),
    held_out=("I smile at everybody and I say that I'm fine.", "I pretend that nothing is wrong when {person} asks."),
    reflections=(
        "On the outside you smile, and inside it is something else.", "Nobody sees what it costs you.",
        "You have become good at hiding it.", "You say that you are fine, and it stays there.",
    ),
)
CARING = Topic(
    names=("caring", "Demands of caring", "looking after someone", "Care work"),
    definition="what it takes to look after someone who is ill, old or small: tasks, hours, being watchful",
    cues=("looking after someone", "the tasks of care", "being needed"),
    questions=("What does a day of looking after {kin} look like?", "Who takes over when you need a rest?", "What has it changed between you?"),
    statements=(
        "I wash {kin} and dress {kin} and then the day has begun.", "I listen for {kin} all night.",
        "{kin} can't be left alone, not for an hour.", "I do the tablets for {kin}, morning and evening.",
        "I am {kin}'s nurse now.", "I have not had a day off from looking after {kin} {when}.",
        "{kin} asks me the same thing forty times a day.", "If I am ill there is nobody to look after {kin}.",
    ),
    held_out=("I look after {kin} day and night, there is nobody else.", "I feed {kin}, I wash {kin}, I do the tablets."),
    reflections=(
        "You are needed at every hour.", "There is nobody who takes over from you.",
        "It has changed what you are to each other.", "Your day belongs to someone else's needs.",
    ),
)
PEOPLE_TOPICS = (RELATIONSHIPS, WORK, GRIEF, JUDGED, WITHDRAWAL, FRONT, CARING)
