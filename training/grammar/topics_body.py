"""Topics of body and mood."""

from .topic import Topic

SLEEP = Topic(
    names=("sleep", "Sleep disruption", "sleeping badly", "Nights"),
    definition="trouble falling asleep, waking at night or too early, and how the nights are",
    cues=("nights and rest", "waking too early", "lying awake", "bed and sleep"),
    questions=(
        "How have you been sleeping {when}?", "What happens when you try to fall asleep?",
        "How many hours do you get on a normal night?", "When you wake up in the night, what is going through your mind?",
        "How do you feel when you get up in the morning?", "What do the nights look like?",
    ),
    statements=(
        "I wake up at {hour} in the morning and I can't get back to sleep.", "I haven't been sleeping well {when}.",
        "I lie there for hours and my mind just won't stop.", "I get maybe {nhours} hours, and even then I wake up tired.",
        "Some days I sleep all afternoon and then I am awake the whole night.",
        "I dread going to bed because I know I will just lie there.",
        "The nights are the worst part. It is so quiet and I start thinking about {worry}.",
        "I fall asleep on the sofa and then I can't sleep in my own bed.", "I keep having the same dream, {often}.",
        "Sleep has been a bit better since I stopped looking at my phone at night.",
        "I watch the clock until {hour}, and then the alarm goes.", "I am awake before the birds {often}.",
        "I sleep with the light on {when}.", "I go to bed at nine and I am still awake at {hour}.",
        "Nightmares wake me {often}, and then I am afraid to close my eyes.",
    ),
    held_out=(
        "I doze off for an hour and then I lie awake until it gets light.",
        "I was awake again at {hour}, staring at the ceiling of the bedroom.",
        "It takes me half the night to fall asleep {when}.", "I haven't slept through a single night {when}.",
    ),
    reflections=(
        "So the nights are long for you.", "It sounds like your mind won't let you rest.",
        "You are getting up tired and the day starts from there.", "You dread the moment the light goes out.",
        "Sleep has stopped being a rest for you.", "Night after night you lie there and wait for the morning.",
    ),
)
APPETITE = Topic(
    names=("appetite", "Eating", "food and weight", "Appetite changes"),
    definition="eating more or less than usual, no taste for food, changes of weight",
    cues=("food and eating", "not being hungry", "meals and weight"),
    questions=(
        "How has your appetite been?", "What does eating look like on an ordinary day?",
        "Has anything changed about food {when}?", "When do you eat, and with whom?",
    ),
    statements=(
        "I just don't feel hungry {when}.", "I forget to eat until the evening.", "Food tastes like cardboard.",
        "I eat when I'm not even hungry, mostly at night.", "I've lost weight without trying.",
        "I skip breakfast and then I eat anything I can find.", "{person} keeps telling me to eat something.",
        "I used to love cooking, and now I live on toast.", "I make {food} and then I throw it away.",
        "My clothes are loose because I hardly eat {when}.", "I eat a whole packet of biscuits and I don't even taste them.",
        "The smell of {food} makes me feel sick.", "I have put on weight {when}.",
    ),
    held_out=(
        "I push the food around on the plate and leave it.", "I haven't eaten a proper meal {when}.",
        "I can't get {food} down, I am just never hungry.", "I keep eating sweets all day long and my weight goes up.",
    ),
    reflections=(
        "Eating has become one more thing to get through.", "Food has lost its taste for you.",
        "The people around you have noticed that you are not eating.", "Meals have stopped meaning anything.",
        "You eat without being hungry, and it does not help.",
    ),
)
MOOD = Topic(
    names=("mood", "Low or flat mood", "sadness", "Low mood"),
    definition="feeling sad, empty or numb, and losing interest in what used to please",
    cues=("feeling low", "sadness", "having no joy in things", "how they feel"),
    questions=(
        "How would you describe your mood {when}?", "What is it like on a bad day?",
        "When did you first notice that you were feeling this way?", "Are there moments when it lifts a little?",
        "What does feeling {feel} look like for you?",
    ),
    statements=(
        "I feel {feel} {when}.", "It's like there is a weight on me from the moment I open my eyes.",
        "I just feel {feel}, and I can't tell you why.", "Nothing really makes me happy anymore.",
        "I used to look forward to {activity}, and now I don't care.", "I cry over nothing. I cried {place} last week.",
        "Some days are okay, and then it all comes back.", "It is like looking at everything through a window.",
        "I feel {feel} most of the time, {hedge}.", "This week I felt a little {good}, actually.",
        "Everything looks grey {when}.", "I don't enjoy {activity} the way I did.",
        "I sit by the window and I feel {feel}.", "It is a sadness that is just there, all day.",
    ),
    held_out=(
        "I am so {feel} that I could cry all day.", "I feel {feel} and nothing gives me any joy, not even {activity}.",
        "There is just this sadness in me {when}.", "I burst into tears for no reason {often}, I am so {feel}.",
    ),
    reflections=(
        "You have been carrying this for a while.", "It sounds like the colour has gone out of things.",
        "You feel {feel}, and it is hard to say why.", "There was a moment this week when it lifted.",
        "The things that used to please you leave you cold.", "There is a sadness that stays with you all day.",
    ),
)
ANXIETY = Topic(
    names=("anxiety", "Worry and rumination", "worry", "Fear and panic"),
    definition="worry that will not stop, fear, panic, and what the body does then",
    cues=("worry", "fear and panic", "what might happen", "an alarm in the body"),
    questions=(
        "What happens in your body when you feel {fear}?", "What do you worry about most?", "When does the worry start?",
        "What do you do when you feel {fear}?", "What is the worst that could happen, in your mind?",
    ),
    statements=(
        "I feel {fear} {place}, and {body}.", "I worry about {worry} all the time.",
        "My mind goes straight to the worst thing that could happen.", "I can't stop thinking about {worry}.",
        "{body}, and I think I am going to die.", "I had a panic attack on the bus once, and I am {fear} every time.",
        "I check the door three or four times before I can leave.",
        "It comes out of nowhere. One minute I'm fine and then {body}.", "I feel {fear} {often}.",
        "I keep asking {person} if everything is all right.", "What if something happens to {person}? I think it all day.",
        "I go over {worry} again and again, and it never lands anywhere.", "The phone rings and {body}.",
    ),
    held_out=(
        "I am {fear} about {worry}, and {body}.", "I worry and worry about {worry} {when}.",
        "I got {fear} {place} and {body}, it was pure panic.", "I am always {fear} that something terrible will happen.",
    ),
    reflections=(
        "Your body sounds an alarm before you know why.", "The worry is never far away.",
        "It comes out of nowhere and takes over.", "You are always ready for the worst.",
        "Part of you knows it will pass, and part of you is terrified.", "The thoughts go round and do not land.",
    ),
)
ENERGY = Topic(
    names=("energy", "Bodily strain", "tiredness", "Lack of energy"),
    definition="being tired or exhausted in the day, heavy limbs, not getting started or not finishing",
    cues=("being tired", "having no strength", "getting started", "how much effort things take"),
    questions=(
        "How is your energy during the day?", "What is the hardest thing to get started with?",
        "How does a normal morning go?", "What does the tiredness feel like?",
    ),
    statements=(
        "I'm tired all the time.", "Getting out of bed takes everything I have.", "I start things and I can't finish them.",
        "Even taking a shower feels like too much.", "I sit there and look at the dishes for an hour.",
        "I have no energy for {activity} anymore.", "I can't concentrate. I read the same page again and again.",
        "By noon I am done for the day.", "My arms are heavy {when}.", "I am exhausted after five minutes of {activity}.",
        "It takes me an hour to get dressed.", "I feel as if someone had pulled the plug out.",
    ),
    held_out=(
        "I have no energy left by the afternoon, I am so tired.", "Everything takes so much effort, even a shower.",
        "I am too tired to finish anything {when}.", "I am exhausted, I can hardly get out of bed to get started.",
    ),
    reflections=(
        "Everything takes more strength than you have.", "You are running on empty.",
        "Even the small things feel like too much.", "The day is over for you before it has begun.",
    ),
)
ANGER = Topic(
    names=("anger", "Irritability", "losing one's temper", "Anger and irritability"),
    definition="getting angry or irritable, shouting, snapping at people, and the shame after it",
    cues=("anger", "shouting and snapping", "losing their temper"),
    questions=("What happens when you get angry?", "What sets it off?", "How do you feel afterwards?", "Who sees your anger?"),
    statements=(
        "I snap at {person} over nothing.", "I get so angry, and afterwards I am ashamed.",
        "I slammed the door and the glass broke.", "I keep it in and keep it in, and then it all comes out.",
        "I don't recognise myself when I shout.", "I'm angry all the time {when}.", "I shouted at {person} {place}.",
        "The smallest thing makes me furious.", "I threw the plate in the sink and it cracked.",
        "I am so irritable that {person} goes out of the room.", "I bite people's heads off {often}.",
    ),
    held_out=(
        "I shout at everyone and I get so angry.", "I lost my temper with {person} {place}.",
        "I was furious with {person} and I slammed the door.", "I am so angry {when}, I snap at everybody.",
    ),
    reflections=(
        "The anger comes fast, and the shame comes after.", "You hold it in until you can't.",
        "That is not who you want to be.", "It does not take much, and then you hear yourself shout.",
    ),
)
BODY_TOPICS = (SLEEP, APPETITE, MOOD, ANXIETY, ENERGY, ANGER)
